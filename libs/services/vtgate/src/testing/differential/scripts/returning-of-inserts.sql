-- for MariaDB alone
-- What RETURNING gives of rows that are inserted on several shards: in the order of the statement, and those that are there in the end.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table owned (id bigint, seq bigint, uq int, lk int, v int, primary key (id, seq), unique key u (uq))
sh: create table everywhere (id int primary key, s varchar(20))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk int, id bigint, seq bigint, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x'), (5, 6, 'y'), (6, 7, 'z') returning id, s
insert into users (n, id) values (9, 20), (8, 21), (7, 22) returning id, n, n + id as x, upper(s)
insert into users (id, n) values (23, 1) returning *
insert into users (id, n) values (24, 1), (25, 2), (26, 3) returning *
insert ignore into users (id, n) values (24, 5), (27, 5), (1, 5), (28, 6) returning id, n
insert ignore into users (id, n) values (24, 5), (1, 5) returning id, n
insert into users (id, n) values (24, 5), (29, 5), (1, 7) on duplicate key update n = values(n) + 100 returning id, n
insert into users (id, n) values (60, 1), (1, 2) returning id
select * from users order by id
replace into users (id, n) values (24, 50), (30, 51), (2, 52) returning id, n, s
insert into users (id, n) select id + 100, n from users where id < 4 order by id returning id, n
insert into users (id, n) select id + 100, n from users where id < 0 returning id, n
insert into users set id = 302, n = 4 returning id, n
insert into owned values (1, 1, 10, 100, 5), (2, 1, 11, 100, 6), (3, 2, 12, 101, 7) returning id, seq, uq
insert into owned values (4, 1, 10, 100, 5) returning id
insert ignore into owned values (4, 1, 10, 100, 5), (5, 1, 13, 100, 5) returning id, uq
replace into owned values (6, 1, 12, 105, 9) returning id, uq, v
delete from owned where id = 1 returning id, uq, v
delete from owned where v > 5 returning id
select * from owned order by id, seq
insert into everywhere values (1, 'a'), (2, 'b') returning id, s
insert into everywhere values (2, 'c'), (3, 'd') on duplicate key update s = values(s) returning s
delete from everywhere where id = 1 returning s
delete from everywhere where id = 99 returning s
select * from everywhere order by id
