-- A CTE's own name means a table inside of it; an aggregate of an outer block's columns is that block's; VALUES may read the table by another name.
sh: create table users (id bigint primary key, n int, m int)
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
insert into users values (1, 3, 1), (2, null, 2), (3, 3, 2), (4, 5, 1), (5, 7, 3)
insert into posts values (1, 1, 3), (1, 2, 5), (1, 4, 7), (2, 4, 3), (3, 9, 1)
with users as (select id, n from users) select * from users order by id
with users as (select author_id id from posts), posts as (select id from users where id > 2) select * from posts order by id
with users as (select id, n from users where n > 2), e as (select * from users where n > 3) select * from e join users using (id) order by id
with recursive users as (select 1 id union all select id + 1 from users where id < 3) select * from users order by id
select * from (with users as (select id from users) select * from users) t order by id
with posts as (select id i, n from posts) update users join posts on posts.i = users.id set users.m = posts.n where posts.n = 1
select * from users order by id
select (select sum(users.n) from posts limit 1) from users
select (select max(users.n) from posts where author_id = 1) from users
select m, (select max(users.n) from posts where author_id = 1) from users group by m order by 1
insert into users (id, n) values ((select max(id) + 1 from users), 5)
insert into users (id, n) values ((select max(x.id) + 1 from users x), 5)
insert into users (id, n) values (80, (select max(n) from posts where author_id in (select id from users)))
select * from users order by id
