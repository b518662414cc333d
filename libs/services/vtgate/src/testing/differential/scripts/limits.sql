-- Counts of rows are whole numbers: as MySQL refuses others, written and as parameters.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), z int(6) zerofill, ci varchar(20) collate utf8mb4_general_ci, d decimal(5,2), b binary(4), y year, st set('x','Y','z'), e enum('a','b'), u varchar(30) collate utf8mb4_unicode_ci)
sh: create table posts (id bigint, author_id bigint, v int, t varchar(20), z5 int(5) zerofill, vb varbinary(10), primary key (author_id, id))
sh: create table kv (k varchar(20) primary key, v int)
un: create table plain_t (id int primary key, n int, s varchar(20), tx tinytext)
insert into users values (1, 3, 1, 'Ann', 3, 'a', 1.5, 'a', 2020, 'x', 'a', 'u'), (2, null, 2, 'bob', 12, 'b', 2.25, 'b', 2021, 'x,Y', 'b', 'v'), (3, 3, 2, null, 7, 'c', null, null, null, null, null, null), (4, 5, 1, 'x', null, 'd', 0, 'x', 2000, '', 'a', 'w'), (5, 7, 3, 'y', 1, 'e', 3, 'zz', 1999, 'z', 'b', 'x')
insert into posts values (1, 1, 10, '000012', 3, 'a'), (1, 2, 20, '000003', 12, 'b'), (1, 4, 40, 'zz', 1, 'c'), (2, 4, 50, '000007', 1, 'd')
insert into plain_t values (1, 100, 'one', 'ab'), (4, 400, 'four', 'cd')
insert into kv values ('a', 1), ('b', 2), ('c', 3)
prepare a from 'select id from users order by id limit ?'
set @n = null
execute a using @n
set @n = 2
execute a using @n
set @n = '2'
execute a using @n
set @n = 1.5
execute a using @n
set @n = -1
execute a using @n
prepare a2 from 'select id from users order by id limit ?, ?'
set @n = null, @m = 3
execute a2 using @n, @m
set @n = 1
execute a2 using @n, @m
prepare a3 from 'delete from users where id > 900 limit ?'
execute a3 using @m
prepare a4 from 'select id from users order by id limit ? offset ?'
execute a4 using @n, @m
select * from users limit -1
select * from users limit 1.5
select * from users limit 1, -1
select * from users limit 'a'
select * from users limit 1 offset 1.5
select * from users limit (1)
select * from users limit (1), 1
select * from users limit 1 offset (1)
select * from users limit 1 offset 1+1
select * from users limit 1, (2)
select * from users order by id limit 1 offset 1 + 1
select (select id from users order by id limit (1)) x
(select id from users where id = 1 limit (1)) union all select 2 limit 1 offset 0 * 1
delete from users limit (1)
update users set n = 1 limit (1)
select * from users order by id limit null
delete from users limit -1
