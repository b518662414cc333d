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
-- Dates, subqueries of the query's rows, and DISTINCT that changes nothing.
sh: create table kv (k varchar(20) primary key, dd date, dt datetime(2), ti time, y year)
insert into kv values ('1', '2024-01-31', '2024-01-31 10:00:00.25', '10:00:00', 2020), ('2', '2024-02-29', null, '-05:30:00', 2021), ('4', null, '2023-12-31', null, 1999)
insert into posts (id, author_id, v) select 1, k + 0, 1 from kv on duplicate key update s = date_add(kv.dd, interval 1 day), v = datediff(kv.dd, '2024-01-01') + posts.id
select * from posts order by author_id, id
insert into posts (id, author_id, v) select 1, k + 0, 1 from kv on duplicate key update s = concat(kv.dt, '!'), f = kv.dt + posts.id, d = kv.ti + 0
select * from posts order by author_id, id
insert into posts (id, author_id, v) select 1, k + 0, 1 from kv on duplicate key update s = case when kv.dt between '2024-01-01' and '2024-02-01' then 'in' else addtime(kv.ti, '01:00:00') end, v = year(kv.dt) - kv.y
select * from posts order by author_id, id
insert into posts (id, author_id, v) select 1, users.id, 1 from users on duplicate key update v = (select count(*) from plain_t where plain_t.id <= users.id)
select * from posts order by author_id, id
insert into plain_t (id, n) select distinct id, n from users on duplicate key update plain_t.n = users.m
select * from plain_t order by id
-- Texts of whatever collation, where nothing is compared.
sh: create table fixed (k varchar(20) primary key, g varchar(20) collate utf8mb4_general_ci, n int)
insert into fixed values ('1', 'Ann', 1), ('2', 'bob', null)
insert into posts (id, author_id, v) select 1, k + 0, 1 from fixed on duplicate key update s = left(concat(coalesce(fixed.g, '-'), coalesce(posts.v, 'n')), 5)
insert into posts (id, author_id, v) select 2, k + 0, 1 from fixed on duplicate key update s = concat(upper(fixed.g), coalesce(fixed.n, 'n'))
select * from posts order by author_id, id
