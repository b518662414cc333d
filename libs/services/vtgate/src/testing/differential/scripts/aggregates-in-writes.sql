-- Aggregates have no place in what a write assigns or sorts by, also where its rows are found by a SELECT.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3, 'a'), (2, 5, 'b'), (3, 5, null)
insert into posts values (1, 1, 3), (2, 3, 7)
update users set n = max(n)
update users set n = max(n) where id = 1
update users set id = id + 10, n = max(n)
update users set id = id + 10, n = max(nope)
update users set n = count(*) order by id limit 2
update users set n = 1 order by max(n) limit 2
update users set n = 1 + group_concat(s) limit 2
update users u join posts p on p.n = u.n set u.n = max(p.n)
update users u join posts p on p.n = u.n set u.n = 9, p.n = min(u.n)
delete from users order by max(n) limit 1
insert into users (id, n) values (1, 2) on duplicate key update n = max(n)
insert into users (id, n) select author_id, n from posts on duplicate key update n = max(n)
insert into users (id, n) select author_id, n from posts on duplicate key update n = max(posts.n)
insert into users (id, n) select author_id, max(n) from posts group by author_id on duplicate key update n = max(n)
insert into users (id, n) select id, n from plain_t on duplicate key update n = sum(n)
update users set n = (select max(n) from posts) where id = 1
select * from users order by id
