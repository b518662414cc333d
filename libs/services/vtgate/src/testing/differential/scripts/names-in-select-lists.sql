-- What ORDER BY, GROUP BY and HAVING name is looked for in the select list as MySQL does it: several columns of a name are ambiguous, an expression is not, and FROM comes first inside of expressions and aggregates.
sh: create table users (id bigint primary key, n int, d decimal(10,3), e varchar(10))
sh: create table posts (id bigint, author_id bigint, n int, d decimal(10,2), primary key (author_id, id))
insert into users values (1, 3, 1.5, 'x'), (2, null, null, 'y'), (3, 9, -2.125, null), (4, 5, 10, 'z'), (5, -1, 0, 'y'), (6, 7, 7.777, 'x'), (8, 0, 12, 'x')
insert into posts values (1, 1, 3, 1.25), (2, 1, 4, 2.5), (3, 2, 5, null), (4, 3, 1, -1), (5, 3, 7, 99.99), (6, 4, 6, 0), (7, 6, 2, 1.25), (8, 9, 8, 3.33)
select id as a, -id as a from users order by a
select -id as a, id as a from users order by a
select id as a, n as a from users order by a
select id as a, users.id as a from users order by a
select id as n, n from users order by n
select id as a, n as a, -id as a from users order by a
select id as a, n as a from users order by a + 1
select id as a, n as a, count(*) from users group by a
select id as a, n as a from users having a > 2
select u.id, p.id from users u join posts p on u.id = p.author_id order by id
select u.id, p.id from users u join posts p on u.id = p.author_id order by id + 1
select u.id, p.id from users u join posts p using (id) order by id
select id, u.id from users u left join posts p using (id) order by id
select id, u.id from users u right join posts p using (id) order by id
select u.id from users u right join posts p using (id) order by id
select p.id from users u right join posts p using (id) order by id
select distinct u.id, p.id from users u join posts p on u.id = p.author_id order by id
select u.n, count(*) from users u join posts p on u.id = p.author_id group by n order by n
select u.n as k, count(*) from users u join posts p on u.id = p.author_id group by n
select u.n + 1 as n, p.id from users u join posts p on u.id = p.author_id order by n, 2
select u.n + 1 as n, p.id from users u join posts p on u.id = p.author_id order by n + 1, 2
select *, n as id from users order by id
select *, -id as id from users order by id
select u.n, p.n from users u join posts p on u.id = p.author_id having n > 3
select u.n as k from users u join posts p on u.id = p.author_id having n > 3 order by k
select max(n) from users group by e order by `max(n)`
select id + 1 from users order by `id + 1`
select n + 1 as n, sum(d) as d from users group by users.n having sum(d) > 3 order by 1
select n, sum(d) as d from users group by n having sum(d) > 3 order by 1
select n, sum(d) as d from users group by n having max(d) > 3 and d > 4 order by d
select u.n, max(p.d) as d from users u join posts p on p.author_id = u.id group by u.n having max(p.d) > 1 and d > 1 order by d
select e, count(*) as id from users group by e having count(id) > 1 order by id, e
select n as a, id as a from users union select 1, 2 order by a
select id a from users union select id from posts order by users.id
