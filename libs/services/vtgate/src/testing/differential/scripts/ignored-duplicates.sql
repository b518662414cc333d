-- on MariaDB too
-- Each row that IGNORE leaves out is told of, whichever shard has the row in its way.
un: create table uq_idx (uq bigint primary key, keyspace_id varbinary(128))
un: create table lk_idx (lk bigint, id bigint, seq bigint, keyspace_id varbinary(128), primary key (lk, id, seq))
sh: create table owned (id bigint, seq bigint, uq bigint, lk bigint, v varchar(10), primary key (id, seq), unique key uq (uq))
insert into owned (id, seq, uq, lk, v) values (1, 1, 10, 1, 'a'), (2, 1, 20, 1, 'b'), (3, 1, 30, 1, 'c'), (4, 1, 40, 2, 'd')
insert ignore into owned (id, seq, uq, lk) values (1, 2, 20, 1), (9, 1, 90, 1), (1, 2, 20, 1)
show warnings
insert ignore into owned (id, seq, uq, lk) values (11, 1, 111, 1), (12, 1, 112, 1), (11, 1, 111, 1)
show warnings
insert ignore into owned (id, seq, uq, lk) values (3, 2, 10, 1), (3, 1, 99, 1), (4, 7, 40, 1)
show warnings
insert ignore into owned (id, seq, uq, lk, v) values (70, 1, 10, 1, 'short'), (71, 1, 77, 1, 'far too long')
show warnings
insert ignore into owned (id, seq, uq, lk, v) select id + 100, seq, uq, lk, v from owned order by id
show warnings
insert ignore into owned (id, seq, uq, lk, v) select id, seq + 7, uq + 1000, lk, concat(coalesce(v, 'x'), 'far too long') from owned order by id
show warnings
select * from owned order by id, seq
