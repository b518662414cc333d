-- on MariaDB too
-- Rows that are ordered by one of their columns that is a subquery are in a temporary table before: a number that CASE hands on has its column's digits.
sh: create table users (id bigint primary key, n int, m int, d decimal(10,3))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
insert into users values (1, 3, 1, 1.50), (2, null, 2, 2.25), (3, 3, 2, null), (4, 5, 1, -3.10), (5, 7, 3, 100)
insert into posts values (1, 1, 3), (1, 2, 5), (1, 4, 7), (2, 4, 3), (3, 9, 1)
select (select max(p.author_id) - min(p.author_id) from posts p where p.author_id = u.id) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u where u.m > (select count(*) from posts where n > 100) order by 2, 3, 1
select (select max(p.author_id) - min(p.author_id) from posts p where p.author_id = u.id) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u order by 2, 3, 1
select (select max(p.author_id) - min(p.author_id) from posts p where p.author_id = u.id) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u order by 2, 3
select (select max(p.author_id) - min(p.author_id) from posts p where p.author_id = u.id) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u
select (select max(p.author_id) - min(p.author_id) from posts p where p.n = u.n) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u order by 2, 3, 1
select (select max(p.author_id) - min(p.author_id) from posts p where p.n = u.n) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u order by 2, 3
select (select max(p.author_id) - min(p.author_id) from posts p) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u order by 2, 3, 1
select (select max(p.author_id) - min(p.author_id) from posts p) x0, case when u.n >= u.n then u.n else u.d end x1, id from users u order by 2, 3
select case when u.n >= u.n then u.n else u.d end x1, id from users u where u.m > (select count(*) from posts where n > 100) order by 1, 2
select case when u.n >= u.n then u.n else u.d end x1, id from users u where u.m > (select count(*) from posts where n > u.n) order by 1, 2
select case when u.n >= u.n then u.n else u.d end x1, id from users u order by 1, 2, (select max(n) from posts p where p.author_id = u.id)
select case when u.n >= u.n then u.n else u.d end x1, id from users u order by 1, 2, u.id in (select author_id from posts p where p.author_id = u.id)
select case when u.n >= u.n then u.n else u.d end x1, id, exists (select 1 from posts p where p.author_id = u.id) e from users u order by 1, 2, e
select case when u.n >= u.n then u.n else u.d end x1, id, exists (select 1 from posts p where p.n = u.n) e from users u order by 1, 2, e
select (select max(p.author_id) from posts p where p.author_id = u.id) x0, count(*) c from users u group by x0 order by x0
select (select max(p.author_id) from posts p where p.author_id = u.id) x0, id from users u order by x0 desc, id limit 3
select distinct (select max(p.author_id) from posts p where p.author_id = u.id) x0, m from users u order by x0 desc, m
select id from users u order by (select max(p.author_id) from posts p where p.author_id = u.id) desc, id
select u.*, exists (select 1 from posts p where p.author_id = u.id) e from users u order by e, id
select u.*, u.id in (select n from posts p) e from users u order by e desc, id
select max((select max(p.author_id) from posts p where p.author_id = u.id)) x, m from users u group by m order by x, m
