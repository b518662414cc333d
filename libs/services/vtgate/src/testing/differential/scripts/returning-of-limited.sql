-- for MariaDB alone
-- DELETE … ORDER BY … LIMIT … RETURNING over shards: rows are told in the order in which they are deleted.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table owned (id int, uq int, lk int, seq int, primary key (id, seq))
sh: create table posts (id bigint, author_id bigint, n int)
un: create table uq_idx (uq int primary key, keyspace_id varbinary(10))
un: create table lk_idx (lk int, id int, seq int, keyspace_id varbinary(10), primary key (lk, id, seq))
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x'), (5, 6, 'y'), (6, 7, 'z'), (7, 1, 'p'), (8, 2, 'q'), (9, 9, 'r'), (10, 9, 's')
delete from users order by id limit 2 returning id, n + 1 as m, upper(s)
delete from users order by id desc limit 3 returning *
delete from users where n > 100 limit 2 returning id
delete from users where n > 4 order by n desc returning id, n
delete from users limit 100 returning users.id
select row_count()
select * from users order by id
delete from users order by id limit 3 returning id
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x')
delete from users order by id limit 0 returning id
delete from users order by id limit 1 returning nope
prepare s from 'delete from users where id < ? order by id limit ? returning id, n'
set @a = 4, @b = 2
execute s using @a, @b
begin
delete from users order by id desc limit 1 returning id
rollback
select * from users order by id
insert into owned values (1, 1, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3), (4, 4, 4, 4)
delete from owned order by uq desc limit 2 returning id, uq
select * from owned order by id
insert into owned values (3, 3, 3, 3)
delete from owned order by seq limit 1 returning *
delete from owned where uq > 0 limit 10 returning id + 1
select count(*) from uq_idx
