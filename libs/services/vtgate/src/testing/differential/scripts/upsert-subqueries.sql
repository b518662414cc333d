-- Subqueries in ON DUPLICATE KEY UPDATE read all shards, not the one that gets the row.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
un: create table plain_t (id int primary key, n int, s varchar(20))
insert into users values (1, 3, 1, 'Ann'), (2, null, 2, 'bob'), (3, 3, 2, null), (4, 5, 1, 'x'), (5, 7, 3, 'y')
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50)
insert into plain_t values (1, 100, 'one'), (4, 400, 'four')
insert into users (id, n) values (1, 5), (2, 6) on duplicate key update n = values(n) + (select max(v) from posts)
insert into users (id, n) values (1, (select max(v) from posts)), (2, 6) on duplicate key update n = (select count(*) from posts), s = (select min(s) from plain_t)
insert into users (id, n) select author_id, v from posts on duplicate key update users.n = (select count(*) from posts) + values(n)
insert into users (id, n) select id, n from plain_t on duplicate key update users.n = users.n + (select count(*) from posts where posts.author_id = plain_t.id)
insert into users (id, n) select id, n from plain_t on duplicate key update users.m = exists (select 1 from posts where v > 45)
insert into plain_t (id, n) values (1, 5), (900, 3) on duplicate key update n = (select max(v) from posts), s = (select max(s) from users)
insert into users (id, n) values (1, 5), (900, 3) on duplicate key update n = (select id from posts)
insert into users (id, n) values (901, 5), (902, 3) on duplicate key update n = (select id from posts)
insert into users (id, n) values (1, 5) on duplicate key update n = (select max(n) from users)
select * from users order by id
select * from plain_t order by id
insert into users (id, n) values (1, 5) on duplicate key update n = (select max(x.n) + 1 from users x)
insert into users (id, n) values (77, 5) on duplicate key update n = (select max(x.n) + 1 from users x)
select * from users order by id
