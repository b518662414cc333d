-- Columns made of what an outer row gives have the types that they have on one server.
sh: create table users (id bigint primary key, n int, u int unsigned, s varchar(20), d decimal(10,2), f double, dt datetime, y year, ti time, e enum('x','y','zz'))
sh: create table posts (id bigint, author_id bigint, v int, s varchar(20), d decimal(8,3), primary key (author_id, id))
insert into users values (1, 3, 5, 'Ann', 1.5, 0.5, '2024-01-31 10:00:00', 2020, '10:00:00', 'x'), (2, null, 0, 'bob', 2.25, 1.5, null, 2021, '-05:30:00', 'y'), (4, 1, 9, 'x', -3.1, 2.5, '2023-12-31', 1999, null, 'zz')
insert into posts values (1, 1, 10, 'a', 1.125), (1, 2, 20, 'b', null), (1, 4, 40, 'd', 4.5), (3, 4, 50, 'e', -1)
select users.id, (select max(users.n + posts.v) from posts) from users order by 1
select users.id, (select sum(users.d + posts.v) from posts where posts.author_id <> users.id) from users order by 1
select users.id, (select max(concat(users.s, posts.s)) from posts where posts.author_id <> users.id) from users order by 1
select users.id, (select users.f + sum(posts.v) from posts where posts.id = users.n) from users order by 1
select users.id, (select users.e from posts limit 1) from users order by 1
select users.id, (select users.y from posts where posts.id = users.n limit 1) from users order by 1
select users.id, (select users.ti from posts where posts.id = users.n limit 1) from users order by 1
select users.id, (select users.dt from posts where posts.id = users.n limit 1) from users order by 1
select users.id, (select count(*) + users.u from posts where posts.id = users.n) from users order by 1
select users.id, (select if(users.n > 2, users.d, posts.d) from posts where posts.id = users.n order by posts.v limit 1) from users order by 1
-- A text with an introducer is called as its character set reads it.
select _latin1'é', _utf8mb4'é', _utf8mb4'  x ', _binary'aé' from users limit 1
select _latin1'é' from users join posts on users.n = posts.id limit 1
select _latin1'é'
-- The columns of a set operation that a scratch server answers are called as the first query's texts.
(select n, 'a' from users where id = 1) union (select 'a', n from users where id = 2)
select 'q', n, n  +  1 from users union select s, n, id from users
(select n, 'a' from users) union (select 'a', n from users)
select 'q', n, n  +  1 from users union all select s, n, id from users order by `n  +  1`, n
