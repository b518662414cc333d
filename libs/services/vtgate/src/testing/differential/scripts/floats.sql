-- natively
-- A FLOAT that is copied or moved over shards keeps all that is stored of it.
sh: create table users (id bigint primary key, f float, d double, v varchar(30))
sh: create table posts (id bigint, author_id bigint, f float, d double, v varchar(30), primary key (author_id, id))
insert into users values (1, 16777217, 1.5, 'a'), (2, 1.1000001, 2, 'b'), (3, 0.3333333, 3, 'c'), (4, null, null, null)
insert into posts (id, author_id, f, d) select id, id + 10, f, f from users
insert into posts select id, id + 30, f, d, v from users
update users set id = id + 100
select id, cast(f as double), d, v from users order by id
select id, author_id, cast(f as double), d, v from posts order by author_id, id
-- The gate compares and computes with what is stored, of which a text shows six digits.
sh: create table kv (k varchar(20) primary key, f float, n int)
insert into kv values ('a', 16777215, 1), ('b', 16777213, 2), ('c', 16777214, 3), ('d', 16777216, 1), ('e', null, 2), ('f', 0.1, 3), ('g', 0.10000001, 1), ('h', 0.25, 2)
select k, f from kv order by f, k
select k, f from kv order by f desc, k limit 3
select k from (select f, k from kv order by k limit 30) q order by f, k
select k from (select f, k from kv order by k limit 30) q where f = 16777213
select f + 1, f from (select f, k from kv order by k limit 3) q
select max(f), max(f) + 0, -min(f), max(f) div 2, concat(min(f)), round(max(f), 3), cast(max(f) as char) from kv
select n, max(f) + 0, max(f) = 16777216 from kv group by n order by n
select n, max(f) m from kv group by n having m > 16777215 order by n
select n from kv group by n order by max(f), n
select case when max(f) > 16777215 then 'big' else 'small' end from kv
select count(distinct f), sum(distinct f), avg(distinct f) from kv
select distinct f + 0 from kv order by 1
select f + 0, count(*) from kv group by f order by f
select a.k, a.f + b.f from kv a join kv b on a.n = b.n + 1 order by a.k, b.k
-- (Rounded away from .05: in which order a server adds decides the last digits of a sum of doubles.)
select round(sum(a.f)), round(avg(a.f), 1), max(a.f) + 0 from kv a join kv b on a.n = b.n + 1
