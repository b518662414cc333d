-- on MariaDB too
-- Days and moments of one type are asked for many at once, whatever their digits of seconds are.
sh: create table users (id bigint primary key, d date, t datetime(3), t0 datetime, ts timestamp(2) null, ti time(2))
sh: create table posts (id bigint, author_id bigint, d date, t datetime(3), t0 datetime, ts timestamp null, ti time, primary key (author_id, id))
insert into users values (1, '2024-01-01', '2024-01-01 10:00:00.120', '2024-01-01 10:00:00', '2024-01-01 10:00:00.50', '10:00:00'), (2, '2024-01-02', '2024-01-01 10:00:00', '2024-01-01 10:00:00', null, '-10:00:00'), (3, null, null, null, '2024-01-01 10:00:00', null), (4, '2024-01-01', '2024-05-05', '2024-05-05', '2024-05-05', '838:59:59'), (5, '1000-01-01', '9999-12-31 23:59:59.999', '9999-12-31 23:59:59', '2024-01-01 10:00:00', '-00:00:01.5'), (6, '9999-12-31', '2024-01-01 10:00:00.100', '1000-01-01', '2024-01-01 10:00:01', '00:00:00')
insert into posts values (1, 1, '2024-01-02', '2024-01-01 10:00:00', '2024-05-05 00:00:00', '2024-01-01 10:00:00', '10:00:00'), (2, 2, '2024-01-01', '2024-01-01 10:00:00.1', '2024-01-01 10:00:00', '2024-05-05 00:00:00', '-10:00:00'), (3, 3, '2024-01-01', null, null, null, '838:59:59'), (4, 4, null, '2024-05-05', '1000-01-01', '2024-01-01 10:00:01', '00:00:00'), (5, 5, '1000-01-01', '9999-12-31 23:59:59.999', '2024-05-05 00:00:00', null, null), (6, 6, '9999-12-31', '2024-01-01 10:00:00.120', null, '2024-01-01 10:00:00', '10:00:00')
select u.id, p.id from users u join posts p on p.d = u.d order by 1, 2
select u.id, p.id from users u join posts p on p.t = u.t order by 1, 2
select u.id, p.id from users u join posts p on p.t0 = u.t order by 1, 2
select u.id, p.id from users u join posts p on p.t = u.t0 order by 1, 2
select u.id, p.id from users u join posts p on p.ts = u.ts order by 1, 2
select u.id, p.id from users u join posts p on p.ti = u.ti order by 1, 2
select u.id, p.id from users u left join posts p on p.t0 = u.t order by 1, 2
select u.id, p.id from users u left join posts p on p.ti = u.ti and p.d = u.d order by 1, 2
select u.id, p.id from users u join posts p on p.t = u.d order by 1, 2
select u.id, p.id from users u join posts p on p.ts = u.t order by 1, 2
select u.id, p.id from users u join posts p on p.d = u.d + interval 1 day order by 1, 2
select u.id from users u where exists (select 1 from posts p where p.t0 = u.t) order by 1
select u.id from users u where not exists (select 1 from posts p where p.ti = u.ti) order by 1
select u.id from users u where u.t in (select p.t0 from posts p) order by 1
select u.id, (select count(*) from posts p where p.t0 = u.t) c, (select max(p.id) from posts p where p.d = u.d) m from users u order by 1
select t from users union select t0 from posts order by 1
select t from users intersect select t0 from posts order by 1
select ti from users except select ti from posts order by 1
select count(distinct x.t) from (select t from users union all select t0 from posts) x
select x.t, count(*) from (select t from users union all select t0 from posts) x group by x.t order by 1
select count(distinct t), count(distinct ti), count(distinct ts) from users
-- Rows of equal moments, and a day that is none, among others.
set sql_mode = 'ALLOW_INVALID_DATES'
insert into users values (7, '0000-00-00', '0000-00-00', 0, null, '10:00:00'), (8, '0000-00-00', '2024-01-01 10:00:00', 0, null, '00:00:00')
insert into posts values (7, 7, '0000-00-00', 0, 0, null, '00:00:00'), (8, 8, '0000-00-00', '2024-01-01 10:00:00', '2024-01-01 10:00:00', null, '10:00:00')
set sql_mode = default
select u.id, p.id from users u join posts p on p.d = u.d order by 1, 2
select u.id, p.id from users u left join posts p on p.t0 = u.t order by 1, 2
select u.id, p.id from users u join posts p on p.t = u.t0 and p.d = u.d order by 1, 2
select u.id, (select count(*) from posts p where p.t0 = u.t) c from users u order by 1
select u.id from users u where exists (select 1 from posts p where p.d = u.d) order by 1
