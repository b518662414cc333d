-- ON DUPLICATE KEY UPDATE finds the row in the way on whichever shard it is, and changes what vindexes say of it: its entries follow, and so does its place.
un: create table uq_idx (uq bigint primary key, keyspace_id varbinary(128))
un: create table lk_idx (lk bigint, id bigint, seq bigint, keyspace_id varbinary(128), primary key (lk, id, seq))
sh: create table owned (id bigint, seq bigint, uq bigint, lk bigint, v varchar(10), primary key (id, seq), unique key uq (uq))
sh: create table users (id bigint primary key, n int, m int, s varchar(20), f float, d timestamp(3) null, g int as (n + 1) stored)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into owned values (1, 1, 10, 1, 'a'), (2, 1, 20, 1, 'b'), (3, 1, 30, 1, 'c'), (4, 1, 40, 2, 'd')
-- Several rows are in the way: the first key's is taken.
insert into owned values (1, 1, 20, 5, 'x') on duplicate key update v = values(v)
insert into owned values (9, 1, 20, 5, 'y') on duplicate key update v = values(v), lk = 77
insert into owned values (9, 1, 20, 5, 'y'), (4, 1, 41, 8, 'z'), (10, 1, 100, 9, 'n') on duplicate key update lk = values(lk), uq = uq + 1000
show warnings
select * from owned order by id, seq
select v from owned where uq = 1020
select v from owned where uq = 20
select id from owned where lk = 8
insert into owned values (9, 1, 1020, 5, 'y') on duplicate key update id = values(id), seq = seq + 1
select * from owned where id = 9
select * from owned where id = 2
select v from owned where uq = 1020
insert into owned values (50, 1, 1020, 5, 'y') as new on duplicate key update id = owned.id + new.id, seq = new.seq * 3, v = 'moved'
insert into owned values (1, 1, 5, 5, 'y') on duplicate key update uq = 30
insert into owned values (1, 1, 5, 5, 'y') on duplicate key update uq = uq
insert into owned select id, seq, uq + 7, lk, 's' from owned where id < 5 order by id on duplicate key update uq = values(uq), lk = owned.lk + 1
insert into owned (id, seq, uq, lk) values (1, 1, 17, 5), (60, 1, 1020, 8) on duplicate key update uq = owned.uq + 5000
delete from owned where id = 60
insert ignore into owned values (1, 1, 37, 3, 'x'), (50, 1, 37, 3, 'x'), (51, 1, 51, 3, 'too long for it')
show warnings
select * from owned order by id, seq
-- Rows of a table without entries move, too.
insert into users (id, n, m, s, f, d) values (1, 3, 1, 'Ann', 1.1, '2024-01-01 00:00:00.123'), (2, 4, 2, 'bob', 2.7182818, null), (3, 5, 2, 'x', null, null)
insert into users (id, n) values (1, 7) on duplicate key update id = id + 20, n = values(n)
insert into users (id, n) values (2, 7), (5, 1) on duplicate key update id = 3
insert into users (id, n) values (2, 7), (5, 1) on duplicate key update id = 1000, m = id
select id, n, m, s, f + 0, d, g from users order by id
select s from users where id = 1000
select s from users where id = 21
insert into posts values (1, 1, 1), (2, 1, 2), (1, 2, 3)
insert into posts values (1, 1, 7), (1, 3, 8), (1, 2, 9) on duplicate key update author_id = author_id + 10, v = values(v)
select * from posts order by author_id, id
select v from posts where author_id = 12
-- UPDATE IGNORE leaves rows as they are whose values others have.
update ignore owned set uq = 37 where id = 3
show warnings
update ignore owned set uq = 51, v = 'q' where id in (3, 4)
update ignore owned set id = id + 1 where seq = 1 order by id
show warnings
update ignore owned set id = 3, seq = 1 where id = 4
select * from owned order by id, seq
select id from owned where uq = 51
update ignore users set id = 21 where id > 1
update ignore users set id = id + 1
select id, n, m, s from users order by id
-- What assigns a variable does it once a row.
set @u = 500
update owned set uq = (@u := @u + 1)
select id, seq, uq, @u from owned order by id, seq
select id from owned where uq = 502
-- What a column stores is seen by what is assigned after it.
update owned set lk = 1.5, uq = lk * 1000 + id
select id, seq, uq, lk from owned order by id, seq
select id from owned where uq = 2009
