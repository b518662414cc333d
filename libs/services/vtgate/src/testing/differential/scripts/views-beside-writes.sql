-- on MariaDB too
-- A view that a write over shards only reads is the query that it is.
sh: create table users (id bigint primary key, n int, s varchar(30))
sh: create table posts (id bigint, author_id bigint, n int, v varchar(30), primary key (author_id, id))
sh: create view grown as select id, n, s from users where n > 15
sh: create view counted (g, c, m) as select u.n % 20, count(*), max(p.n) from users u left join posts p on u.id = p.author_id group by u.n % 20
insert into users values (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c'), (4, 40, 'd'), (5, 50, 'e')
insert into posts values (1, 2, 200, 'x'), (2, 4, 400, 'y'), (3, 1, 100, 'z')
update posts join grown on posts.author_id = grown.id set posts.n = grown.n, v = concat(grown.s, v)
select * from posts order by id
update posts p, grown as g set p.n = g.n + 1 where p.n = g.n and g.id <> 4
select * from posts order by id
update posts join counted on counted.g = 0 set posts.n = counted.c
update posts p left join grown g on g.id = p.author_id set p.n = coalesce(g.n, -1)
select * from posts order by id
update posts join grown on posts.author_id = grown.id set n = 1
update users join counted on counted.g = users.n % 20 set n = c + 100 where counted.m > 0 and users.id = 1
delete posts from posts join grown on posts.author_id = grown.id where grown.n > 30
select * from posts order by id
delete p from posts p, counted c where c.c > 1 and p.n > c.c
delete from posts using posts join grown using (n)
with g as (select id from grown) delete from posts where author_id in (select id from g)
insert into posts select id, id, n, s from grown
replace into posts select 7, c, g, m from counted
update posts set n = (select max(n) from grown) where id = 7
delete from posts where exists (select 1 from grown where grown.id = posts.author_id and grown.n > 20)
select * from posts order by id
select * from users order by id
