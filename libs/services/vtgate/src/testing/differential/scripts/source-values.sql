-- natively
-- ON DUPLICATE KEY UPDATE with columns of the query's tables, which the written shard does not have.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), d decimal(10,2), f double)
sh: create table posts (id bigint, author_id bigint, v int, s varchar(40), f double, d decimal(10,2), primary key (author_id, id))
un: create table plain_t (id int primary key, n int, s varchar(20))
insert into users values (1, 3, 1, 'Ann', 1.50, 0.5), (2, null, 2, 'bob', 2.25, 1.5), (3, 3, 2, null, null, null), (4, 5, 1, 'x', -3.10, 2.5), (5, 7, 3, 'y', 100, 3.25)
insert into posts (id, author_id, v, s) values (1, 1, 10, 'a'), (1, 2, 20, 'b'), (1, 4, 40, 'd'), (2, 4, 50, 'e')
insert into plain_t values (1, 100, 'one'), (4, 400, 'four')
insert into posts (id, author_id, v) select 1, id, n from users on duplicate key update v = users.n
select * from posts order by author_id, id
insert into posts (id, author_id, v) select 1, u.id, u.n from users u on duplicate key update v = ifnull(posts.v, 0) + u.m, s = concat(ifnull(posts.s, '-'), u.s), d = u.d, f = u.f / 3
select * from posts order by author_id, id
insert into posts (id, author_id, v) select 1, u.id, p.n from users u join plain_t p on p.id = u.m on duplicate key update v = p.n + u.m, s = p.s
select * from posts order by author_id, id
insert into posts (id, author_id, v) select * from (select 2, id, n + 1 from users) t on duplicate key update v = `n + 1` * 2
select * from posts order by author_id, id
insert into posts (id, author_id, v) with t as (select 2, id, n + 1 from users) select * from t on duplicate key update v = t.`n + 1` * 3
select * from posts order by author_id, id
insert into posts (id, author_id, v) select distinct 2, id, n from users on duplicate key update v = n * 5
select * from posts order by author_id, id
insert into plain_t select id, n, s from users on duplicate key update n = plain_t.n + users.n
select * from plain_t order by id
insert ignore into posts (id, author_id, v) select 1, id, n from users on duplicate key update v = m
select * from posts order by author_id, id
insert into posts (id, author_id, v) select 1, u.id, 1 from users u on duplicate key update v = u.nothing
insert into posts (id, author_id, v) select 1, id, max(n) from users group by id on duplicate key update v = m
insert into posts (id, author_id, v) select 3, author_id, v from posts p where id = 1 on duplicate key update v = v + 1
insert into plain_t select id, n, s from users on duplicate key update s = s
-- What has no alias is called by its text, in whatever part of a statement.
select * from (select id, 'q', n+1,  n  *  2 from users) x order by 1
select * from (select m, max(n), count(*) from users group by m) x where `max(n)` > 1 order by 1
select x.`n+1` from (select id, n+1 from users order by id limit 3) x order by 1
with y as (select id, 'q', 2.5, n  +  1 from users) select * from y order by 1
select * from (select id, n+1 from users union select 9, 9) x order by 1
