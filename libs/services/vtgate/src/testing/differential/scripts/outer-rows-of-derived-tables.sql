-- A subquery of a write may be about the changed row and read a derived table of the same name: whose column is meant is told by where it stands.
sh: create table users (id bigint primary key, n int, d int)
sh: create table posts (id bigint, author_id bigint, n int, d int, primary key (author_id, id))
insert into users values (1, 3, 10), (2, null, 20), (3, 5, 30), (4, 5, 40)
insert into posts values (1, 1, 3, 7), (2, 1, 5, 25), (1, 2, 9, 5), (1, 3, 5, 35), (7, 9, 1, 1)
update users set n = (select max(q.n) from (select id, n from users) q where q.id <> users.id) where id = 2
update users set n = (select count(*) from (select author_id as a, d as x from posts) q where q.x < d)
select * from users order by id
update users set n = (select count(*) from posts p where p.author_id = users.id and exists (select 1 from (select id from users) users where users.id = p.n))
select * from users order by id
update users set d = (select max(posts.n) as d from posts where posts.n < d)
select * from users order by id
update users set n = (with q as (select author_id, n as m from posts) select sum(m) from q where author_id = id) where id > 1
select * from users order by id
delete from users where id in (1, 4) and 1 < (select count(*) from (select id, n from users) q where q.id <= users.id)
delete from posts where n > (select avg(q.n) from (select n, author_id from posts) q where q.author_id = posts.author_id)
select * from users order by id
select * from posts order by author_id, id
