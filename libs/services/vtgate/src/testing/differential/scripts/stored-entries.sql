-- on MariaDB too
-- An entry says what its row's column has stored of an assigned value.
un: create table uq_idx (uq varbinary(40) primary key, keyspace_id varbinary(128))
un: create table lk_idx (lk varchar(40), id bigint, seq bigint, keyspace_id varbinary(128), primary key (lk, id, seq))
sh: create table owned (id bigint, seq bigint, uq char(10) character set utf8mb4 collate utf8mb4_bin, lk varchar(5), primary key (id, seq), unique key (uq))
insert into owned values (1, 1, 'a  ', 'x'), (2, 1, 'b', 'y'), (3, 1, 'c', 'z')
update owned set uq = 'abc  ' where id = 1
select id from owned where uq = 'abc'
insert into owned values (9, 1, 'abc', 'w')
insert into owned values (10, 1, 'abc', 'w')
insert into owned values (11, 1, 'abc', 'w')
insert into owned values (12, 1, 'abc', 'w')
update owned set uq = concat(uq, ' ') where id > 1
select id from owned where uq = 'b'
set sql_mode = ''
update owned set lk = 'abcdefgh' where id = 2
select id, lk from owned where lk = 'abcde'
set sql_mode = default
