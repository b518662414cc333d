-- Without a strict sql_mode, and with IGNORE, a column that must have a value and gets none has 0, '' or the like: rows go where that belongs.
sh: create table users (id bigint not null, n int not null, s varchar(5) not null default 'none', m int, primary key (n, id))
sh: create table kv (k varchar(10) not null, n int not null, d date not null, e enum('a','b') not null, key (k))
sh: create table fixed (k date not null, n int not null, m int)
sh: create table padded (k binary(4) not null, n int not null)
sh: create table everywhere (id bigint not null primary key, d decimal(5,0) not null, s varchar(3))
sh: create table owned (id bigint not null, seq int not null, uq int not null, lk int not null, n int, primary key (id, seq), unique key (uq))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk int, id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into users (id, n) values (1, 1), (2, 1)
insert into users (id, n) values (1, 1), (default, 1)
insert into users (id, n) values (3, 1), (default, 1)
insert into users (n, m) values (3, 'abc')
insert into owned (id, seq, uq, lk) values (1, 1, 1, 1), (2, 1, default, 2)
insert ignore into users (n) values (14), (15)
show warnings
insert ignore into kv (k, n) values (default, 1), ('a', default)
show warnings
insert ignore into kv (k, n) values (default(k), 1)
insert ignore into owned (seq, uq, lk) values (null, null, null), (3, 55, 5)
show warnings
set sql_mode = ''
insert into users (n) values (3)
show warnings
insert into users (n) values (4), (5)
insert into kv (n) select 1
insert into kv (n) select m from users
show warnings
insert into kv values ()
insert into kv () values (), ()
replace into users (n) values (3), (4)
insert into owned (n) values (1) on duplicate key update n = 5
show warnings
insert into owned (id, uq) values (3, 14), (5, 16)
insert into owned (id, seq, uq, lk) values (null, 7, 11, null), (3, 1, 6, null)
show warnings
replace into owned (id, seq, uq, lk) values (null, null, null, null), (3, 3, null, 5)
insert into kv (k, n) values (null, 1), ('b', 2)
insert into kv (k, n) values (null, 1)
insert into kv (k, n) values ('x', 5 / 0), ('y', 5), ('z', 7), ('u', null)
insert into kv (k, n) values ('x', null), ('y', 5), ('z', 7), ('u', null) on duplicate key update n = null
insert into kv (k, n) values ('a', default), (default, default), ('c', default)
show warnings
insert into kv set n = 1
insert into fixed (n) values (1), (2)
insert into fixed (k, n) values (null, null), ('2024-02-03', 5 / 0)
insert into padded (n) values (1), (2)
insert into padded (k, n) values (null, null), ('abcd', 5 / 0)
insert into everywhere (s) values ('abcd'), ('e') on duplicate key update d = d + 1
select * from kv order by k, n
select * from users order by id, n
select * from fixed order by k, n
select * from padded order by k, n
select * from everywhere
select * from owned order by id, seq
select * from owned where lk = 0 order by id, seq
delete from owned where uq = 0
set sql_mode = default
