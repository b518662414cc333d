-- Of a row whose unique value a lookup has already, its values and its primary key are refused first, and rows before it, as by one mysqld that has all keys.
sh: create table owned (id bigint not null, seq int not null, uq int not null, lk int not null, n int, primary key (id, seq), unique key (uq))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk int, id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into owned values (1, 1, 1, 7, 1), (2, 1, 2, 8, 2), (3, 1, 3, 9, 3), (4, 1, 4, 9, 4)
insert into owned values (3, 1, 2, 7, 1)
insert into owned values (3, 1, 2, 7, 'x')
insert into owned values (13, 1, 13, 7, 1), (3, 1, 2, 7, 1)
insert into owned values (13, 1, 2, 7, 1), (3, 1, 2, 7, 1)
insert into owned values (13, 1, 13, 7, 'x'), (3, 1, 2, 7, 1)
insert into owned values (13, 1, 2, 7, 1), (3, 1, 3, 7, 'x')
begin
insert into owned values (20, 1, 20, 7, 1)
insert into owned values (13, 1, 13, 7, 1), (14, 1, 1, 7, 1), (3, 1, 13, 7, 'x')
insert into owned values (3, 1, 2, 7, 'x')
commit
select * from owned order by id
