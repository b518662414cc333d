-- on MariaDB too
-- DEFAULT(column) is that column's default, also where the gate must know the value to find the row's place or to make its entries.
un: create table uq_idx (uq bigint primary key, keyspace_id varbinary(128))
un: create table lk_idx (lk bigint, id bigint, seq bigint, keyspace_id varbinary(128), primary key (lk, id, seq))
sh: create table owned (id bigint, seq bigint, uq bigint default 7, lk bigint default 3, n int default 5, primary key (id, seq), unique key (uq))
insert into owned (id, seq, uq, lk) values (1, 1, default(n), default(uq))
select id, seq, uq, lk, n from owned
select id from owned where uq = 5
select id from owned where uq = 7
insert into owned set id = 2, seq = 1, uq = default, lk = default(n)
replace into owned (id, seq, uq) values (3, 1, default(lk))
select id from owned where uq = 3
insert into owned (id, seq, uq) values (default(n), 1, 55)
select * from owned order by id
