-- Warnings of rows that the gate leaves out, of rows that it sends one by one, and of copies: as one mysqld gives them.
sh: create table owned (id bigint, seq int, uq int not null, lk int not null, n int, primary key (id, seq), unique key (uq))
sh: create table everywhere (id bigint primary key, d decimal(5,0), s varchar(3))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk int, id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into owned values (1, 1, 1, 7, 1), (2, 1, 2, 8, 2), (3, 1, 3, 9, 3)
insert ignore into owned values (4, 1, 1, 7, 1), (5, 1, 5, 8, 2), (6, 1, 3, 9, 3), (2, 1, 9, 9, 9)
show warnings
insert into owned values (11, 1, 11, 1, 1), (12, 1, 12, 2, 2), (13, 1, 13, 3, 3), (14, 1, 14, 4, 4) on duplicate key update n = values(n)
show warnings
-- on MariaDB too
-- Another row of the same keyspace id and value has an entry of its own.
insert ignore into owned values (1, 2, 21, 7, 5), (1, 3, 22, 7, 6)
select count(*), min(seq), max(seq) from owned where lk = 7
delete from owned where seq = 2
select id, seq from owned where lk = 7 order by seq
insert into everywhere values (1, 3, 'a'), (2, 5, 'b'), (3, 4.5, 'c')
show warnings
update everywhere set d = d / 2
update everywhere set d = d + 0.25 where id in (1, 2)
show warnings
insert ignore into everywhere values (4, 4.5, 'cccccc')
show warnings
update everywhere a join owned b on a.id = b.id set a.d = 7.3 where b.seq = 1
select * from everywhere order by id
-- A REPLACE tells of rows that it pushes out of another shard, too.
replace into owned values (21, 1, 1, 5, 5), (22, 1, 31, 5, 5), (23, 1, 2, 5, 5)
replace into owned values (21, 1, 1, 6, 6), (22, 1, 31, 5, 5), (24, 1, 33, 5, 5)
replace into owned values (22, 1, 1, 6, 6)
replace into owned select id + 30, seq, uq, lk, n from owned where id > 20 order by id
select * from owned order by id, seq
