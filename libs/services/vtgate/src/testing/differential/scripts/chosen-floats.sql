-- on MariaDB too
-- A FLOAT that IF, COALESCE or a CAST gives has more digits than it shows, also where it comes from another shard.
sh: create table users (id bigint primary key, n int)
sh: create table kv (k varchar(20) primary key, f float, n int, m bigint, dt datetime)
insert into users values (1, 3), (2, null), (3, 5), (4, 5)
insert into kv values ('a', 16777215, 1, -5, '2024-02-29 10:11:12'), ('b', 16777213, 2, 4, null), ('c', 16777214, 3, 7, '2000-01-01 00:00:00'), ('d', 16777211, 1, 3, '1999-12-31 23:59:59'), ('e', null, 2, null, null)
select a.k, ifnull(a.f, 1) * b.id from kv a join users b on b.n <= a.n order by 1, 2
select a.k, if(a.n, a.f, 2) * b.id from kv a join users b on b.n <= a.n order by 1, 2
select a.k, coalesce(a.f, a.m) * b.id from kv a join users b on b.n <= a.n order by 1, 2
select a.k, case when a.n = 3 then a.f else a.m end * b.id from kv a join users b on b.n <= a.n order by 1, 2
select a.k, nullif(a.f, 2) * b.id from kv a join users b on b.n <= a.n order by 1, 2
select a.k, ifnull(a.f, 1), ifnull(a.f, 'none') from kv a join users b on b.n <= a.n order by 1, 2
select n, max(ifnull(f, 1)) * 2 from kv group by n order by n
select x from (select ifnull(f, 1) as x, k from kv order by k limit 4) q where x > 16777214
