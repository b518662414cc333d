-- on MariaDB too
-- What REPLACE of several rows says of how many it pushed out, on other shards too.
sh: create table owned (id bigint, seq int, uq int not null, lk int not null, n int, primary key (id, seq), unique key (uq))
sh: create table kv (k varchar(20) primary key, v int)
un: create table uq_idx (uq int primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk int, id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into owned values (1, 1, 1, 7, 1), (2, 1, 2, 8, 2), (3, 1, 3, 9, 3), (4, 1, 4, 9, 4)
replace into owned values (5, 1, 1, 7, 1), (6, 1, 2, 8, 2), (7, 1, 11, 7, 1)
replace into owned values (3, 1, 4, 7, 1), (8, 1, 12, 8, 2)
replace into owned values (3, 1, 4, 7, 1), (8, 1, 12, 8, 2)
replace into owned values (21, 1, 21, 7, 1), (22, 1, 22, 8, 2)
replace into owned values (5, 1, 2, 7, 1)
select * from owned order by id
insert into kv values ('a', 1), ('b', 2), ('c', 3)
replace into kv values ('a', 1), ('b', 3), ('d', 4)
replace into kv values ('e', 1), ('f', 3)
replace into kv select k, v + 1 from kv
select * from kv order by k
