-- What cannot be computed of a row says so only where the row is in the answer.
sh: create table users (id bigint primary key, n int)
sh: create table kv (k varchar(20) primary key, n int, m bigint, u bigint unsigned, j varchar(20))
insert into users values (1, 3), (2, null), (3, 5), (4, 5)
insert into kv values ('a', 1, -5, 3, '{}'), ('b', 2, 4, 1, 'x'), ('c', 3, 7, 9, '[1]'), ('d', 5, 3, 2, '1'), ('e', 2, 9223372036854775807, null, null)
select a.k, sum(a.m * a.u) from kv a join users b on b.n = a.n group by a.k
select a.k, a.m + 1 from kv a join users b on b.n = a.n order by 1, 2
select a.k, json_extract(a.j, '$[0]') from kv a join users b on b.n = a.n order by 1, 2
select a.k, sum(a.m * a.u) from kv a group by a.k
select sum(a.m + 1) from kv a left join users b on b.n = a.n
