-- Values of subqueries for each row: those of many rows are asked for at once.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, a varchar(30), b varbinary(20), d decimal(10,2))
sh: create table posts (id bigint primary key, author_id bigint, n int, a varchar(40), b varbinary(30), d decimal(12,4), f float, g double, t date, u bigint unsigned)
insert into users values (1, 1, 'Ann', 'Ann', 1.5), (2, 2, 'ann', 'ann', 2), (3, 3, 'Bob', 'Bob', -1), (4, null, null, null, null), (5, 5, '', '', 0), (6, 6, 'straße', 'x', 7.25), (7, 1, 'Ann ', 'Ann ', 1.50), (8, 12, 'q', 'q', 99)
insert into posts values (1, 1, 1, 'ANN', 'ANN', 1.5, 1.25, 0.1, '2020-01-01', 1), (2, 1, 1, 'Ann', 'Ann', 1.5, 3.3, 0.2, '2021-01-01', 18446744073709551615), (3, 2, 3, 'bob', 'bob', -1, null, null, null, null), (4, 3, null, null, null, null, 1, 1, null, 3), (5, 4, 9, 'strasse', 'strasse', 7.2501, 2, 2, '2022-02-02', 4), (6, 5, 0, '', '', 0, 0, 0, '2019-01-01', 0), (7, 5, 2, 'x', 'x', 2.0, 1e20, 1e20, '2018-01-01', 2), (8, 6, 12, 'q', null, null, null, null, null, null)
select id, (select count(*) from posts p where p.n = u.n) c from users u order by id
select id, (select count(p.b) from posts p where p.n = u.n) c from users u order by id
select id, (select count(distinct p.a) from posts p where p.n = u.n) c from users u order by id
select id, (select sum(p.d) from posts p where p.n = u.n) c from users u order by id
select id, (select sum(p.u) from posts p where p.n = u.n) c from users u order by id
select id, (select sum(p.g) from posts p where p.n = u.n) c from users u order by id
select id, (select max(p.a) from posts p where p.n = u.n) c from users u order by id
select id, (select min(p.t) from posts p where p.n = u.n) c from users u order by id
select id, (select max(p.f) from posts p where p.n = u.n) c from users u order by id
select id, (select avg(p.d) from posts p where p.n = u.n) c from users u order by id
select id, (select max(p.id) from posts p where p.a = u.a) c from users u order by id
select id, (select max(p.id) from posts p where p.b = u.b and p.id > 1) c from users u order by id
select id, (select sum(p.d + p.n) from posts p where p.n = u.n) c from users u order by id
select id, (select count(*) + 1 from posts p where p.n = u.n) c from users u order by id
select id, (select count(*) from posts p where p.n = u.n and p.id > u.id) c from users u order by id
select id, (select p.a from posts p where p.n = u.n) c from users u where n > 1 order by id
select id, (select p.a from posts p where p.n = u.n) c from users u order by id
select id, (select p.d from posts p where p.d = u.d and p.id > 2) c from users u order by id
select id, (select p.a from posts p where p.n = u.n limit 1) is null c from users u order by id
select id, (select distinct p.a from posts p where p.n = u.n and p.d = u.d) c from users u where n > 1 order by id
select id, (select p.f from posts p where p.n = u.n) c from users u where n > 1 order by id
select id, exists (select 1 from posts p where p.n = u.n) c, not exists (select 1 from posts p where p.a = u.a) e from users u order by id
select id from users u where (select count(*) from posts p where p.n = u.n) = 0 order by id
select id from users u where u.d >= (select max(p.d) from posts p where p.n = u.n) order by id
select id from users u where u.n > (select count(*) from posts p where p.a = u.a) order by id
select u.id, p.id from users u join posts p on p.author_id = u.id where p.id = (select max(q.id) from posts q where q.author_id = u.id) order by 1, 2
select u.id, p.id from users u join posts p on p.author_id = u.id where p.id = (select max(q.id) from posts q where q.n = p.n) order by 1, 2
select sum((select count(*) from posts p where p.n = u.n)) s from users u
select id from users u order by (select count(*) from posts p where p.n = u.n) desc, id limit 3
select (select count(*) from posts p where p.n = u.n) c, count(*) from users u group by c order by c
select id, (select count(*) from posts p join users v on v.id = p.author_id where p.n = u.n) c from users u order by id
select id, (select count(*) from posts p left join users v on v.n = p.n where p.n = u.n) c from users u order by id
select id, coalesce((select max(p.id) from posts p where p.n = u.n), -1) c, (select min(p.id) from posts p where p.a = u.a) m from users u order by id
update users u set d = (select count(*) from posts p where p.n = u.n)
select id, d from users order by id
