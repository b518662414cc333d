-- Beside a date or time a constant is read as one (and must be one), a column's text or number is not: what one shard gives another is no constant.
-- on MariaDB too
sh: create table users (id bigint primary key, s varchar(40), n bigint, dc decimal(20,3))
sh: create table posts (id bigint, author_id bigint, d date, dt datetime(3), ti time(3), primary key (author_id, id))
insert into users values (1, 'abc', 20240115, 20240115), (2, '', 5, 0.5), (3, '2024-01-15', 20240115000000, 101112), (4, '10:11:12', 101112, 240115), (5, '2024-02-30', 240115, 5), (6, '5', null, null), (7, null, 0, 0)
insert into posts values (1, 11, '2024-01-15', '2024-01-15', '10:11:12'), (2, 12, '2000-12-31', '2000-12-31 12:30:00.5', '-01:00:00'), (3, 13, null, null, '00:00:05')
select users.id, posts.id from users join posts on posts.d = users.s order by 1, 2
select users.id, posts.id from users left join posts on posts.dt = users.s order by 1, 2
select users.id, posts.id from users join posts on posts.ti = users.s order by 1, 2
select users.id, posts.id from users join posts on posts.dt = users.n order by 1, 2
select users.id, posts.id from users join posts on posts.d = users.n order by 1, 2
select users.id, posts.id from users left join posts on posts.dt = users.dc and posts.id < 3 order by 1, 2
select users.id, posts.id from users join posts on posts.dt > users.n order by 1, 2
select users.id, posts.id from users join posts on posts.d < users.n + 1 order by 1, 2
select users.id, posts.id from users join posts on posts.ti < users.n order by 1, 2
select id from users where exists (select 1 from posts where posts.d = users.s) order by 1
select id from users where not exists (select 1 from posts where posts.dt <= users.s) order by 1
select id, (select count(*) from posts where posts.dt in (users.n, users.s)) from users order by 1
select id, (select max(posts.id) from posts where posts.d between users.dc and users.n) from users order by 1
select id from posts where dt = (select n from users where id = 1)
select id from posts where d <=> (select s from users where id = 6)
select id from posts where ti < (select n from users where id = 3) order by 1
select id from posts where d in (select s from users) order by 1
select id from posts where dt not in (select n from users where id < 6) order by 1
select id from posts where dt > all (select n from users where id < 4) order by 1
select id, case d when (select s from users where id = 1) then 1 else 2 end from posts order by 1
