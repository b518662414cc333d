-- A new row is a duplicate of those that have what its values are once they are stored: 0 for NULL where the sql_mode lets that pass, 6 for 5.6. They may be on other shards.
sh: create table owned (id bigint not null, seq int not null, uq int not null, lk int not null, n int not null, s varchar(5) not null default '', primary key (id, seq), unique key (uq), unique key idn (id, n), unique key ids (id, s, n))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk int, id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into owned values (1, 1, 1, 1, 0, ''), (2, 1, 2, 2, 0, ''), (3, 1, 3, 3, 6, 'abcde')
set sql_mode = ''
replace into owned (id, seq, uq, lk, n) values (1, 2, 11, 11, null), (4, 2, 14, 14, 4)
select * from owned order by id, seq
select * from owned where uq = 1
insert into owned (id, seq, uq, lk, n) values (2, 2, 12, 12, null), (5, 2, 15, 15, 5) on duplicate key update lk = lk + 20
select * from owned order by id, seq
insert into owned (id, seq, uq, lk, n) values (2, 2, 12, 12, null), (6, 2, 16, 16, 5) on duplicate key update uq = uq + 20
select * from owned order by id, seq
insert into owned (id, seq, uq, lk, n) values (3, 2, 13, 13, 5.6), (8, 2, 18, 18, 5) on duplicate key update uq = uq + 20
replace into owned (id, seq, uq, lk, n) values (3, 4, 33, 13, 5.6), (9, 2, 19, 19, 5)
replace into owned (id, seq, uq, lk, n) values (3, 5, 43, 13, '6abc'), (9, 2, 19, 19, 5)
replace into owned (id, seq, uq, lk, n) values (3, 6, 53, 13, null), (9, 3, 20, 21, 5)
replace into owned (id, seq, uq, lk, n) select 3, 7, 63, 13, null
insert into owned (id, seq, uq, lk, n) select 3, 8, 73, 13, null on duplicate key update uq = uq + 20
insert into owned (id, seq, uq, lk, n) values (3, 8, 73, 13, null) on duplicate key update uq = uq + 20
replace into owned (id, seq, uq, lk) values (3, 8, 73, 13)
insert into owned (id, seq, uq, lk) values (3, 9, 74, 13) on duplicate key update uq = uq + 20
insert ignore into owned (id, seq, uq, lk, n) values (3, 10, 83, 13, null), (8, 30, 84, 14, null)
insert ignore into owned (id, seq, uq, lk, n) values (3, 10, 83, 13, null) on duplicate key update uq = uq + 20
select * from owned order by id, seq
select * from owned where uq = 93
select * from owned where uq = 83
select * from owned where lk = 13
set sql_mode = default
insert ignore into owned (id, seq, uq, lk, n) values (3, 11, 103, 13, null) on duplicate key update uq = uq + 20
insert into owned (id, seq, uq, lk, n) values (3, 20, 200, 13, 5.6), (3, 21, 201, 13, 6.4) on duplicate key update uq = uq + 20
replace into owned (id, seq, uq, lk, n) values (3, 4, 333, 13, 5.6)
select * from owned order by id, seq
select * from owned where uq = 333
sh: create table users (id bigint not null primary key, n int not null, s varchar(5) not null default '', m int, unique key (n))
insert into users values (1, 0, '', 1), (2, 6, '', 2), (3, 9, '', 3)
set sql_mode = ''
replace into users (id, n) values (4, null), (5, 5)
select * from users order by id
replace into users (id, n) values (6, 5.6), (7, '9abc')
select * from users order by id
replace into users (id, n) values (8, null)
replace into users (id, n) select 9, null
select * from users order by id
replace into users (id) values (10), (11)
replace into users (id, n) values (12, 99999999999999)
replace into users (id, n) values (13, 99999999999999), (14, 3)
select * from users order by id
set sql_mode = default
replace into users (id, n) values (21, 2.5), (22, 3.4), (23, 6)
select * from users order by id
