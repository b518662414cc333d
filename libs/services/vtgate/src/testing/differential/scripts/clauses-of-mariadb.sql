-- for MariaDB alone
-- Clauses that no other server knows: of one keyspace they are its mysqld's, over shards a scratch server's.
sh: create table users (id bigint primary key, n int, s varchar(20), d decimal(10,4), t datetime)
sh: create table posts (id bigint, author_id bigint, y int, b bit(5), v varchar(30), primary key (author_id, id))
un: create table ver (id int primary key, v int) with system versioning
insert into users values (1, 3, 'Ann', 1.5, '2020-01-01'), (2, null, 'bob', null, null), (3, 3, null, 7, '2021-05-05 10:11:12'), (4, 5, 'x', 0.3333, '1999-12-31'), (5, 6, 'y', 12, null), (6, 7, 'z', -4.25, '2024-02-29')
insert into posts values (1, 1, 10, b'101', 'a'), (2, 1, 20, b'11', 'b'), (3, 2, null, null, 'c'), (4, 3, 30, b'11111', null), (5, 9, 1, b'0', 'e')
insert into ver values (1, 1), (2, 2)
update ver set v = 10 where id = 1
select count(*) from ver for system_time all
select id, v from ver for system_time all order by id, v
select id, v from ver order by id
select n, id from users order by n, id fetch first 2 rows with ties
select n from users order by n desc fetch first 3 rows with ties
select n, count(*) from users group by n order by count(*) desc, n fetch first 2 rows with ties
select id from users order by id limit 2 rows examined 100000
select id from users order by id fetch first 2 rows only
select id from users order by id offset 1 row fetch next 2 rows only
select distinct median(n) over () from users
select id, median(n) over (partition by n) m from users order by id
select distinct percentile_cont(0.5) within group (order by n) over () from users
select json_arrayagg(id order by id desc) from users
select json_arrayagg(n order by id limit 2) from users
values (1, 2), (3, 4)
select * from (values (1, 'a'), (2, 'b')) v
select u.id, v.a from users u join (select 1 as a union values (2)) v on v.a = u.id order by 1
with v(a, b) as (values (1, 2), (3, 4)) select v.*, u.n from v join users u on u.id = v.a order by 1
with recursive r (n) as (select 1 union select n * 2 from r where n < 50) cycle n restrict select n from r order by n
select id from users intersect select author_id from posts order by 1
select id from users except select author_id from posts order by 1
select author_id from posts intersect all select author_id from posts order by 1
select author_id from posts except all select id from users where id < 2 order by 1
select author_id from posts union select id from users intersect select 3 order by 1
select b from posts union select b from posts where id > 2
select distinct b from posts order by b
set statement max_statement_time = 100 for select id from users order by id limit 2
set statement group_concat_max_len = 5 for select group_concat(s order by id) from users
select @@group_concat_max_len
select 'a' || 'b', 1 || 0
set sql_mode = 'PIPES_AS_CONCAT'
select 'a' || 'b', id || '-' || n from users where id < 4 order by id
select s || n as x, count(*) from users group by x order by x
set sql_mode = default
select substring('abc', 0), substring(s, 0), substring(concat(s, 'x'), 0), substring(n, 0) from users order by id
select u.n, max(left(u.s, 0)), min(substring(u.s, 0)) from users u join posts p on p.id = u.id group by u.n order by u.n
set sql_mode = 'postgresql'
select "id" || '-' || n as x from users where id < 4 order by id
select s || n as "x y", count(*) from users group by 1 order by 1
set sql_mode = default
set sql_mode = 'oracle'
select "id" || '-' || n as x from users where id in (1, 3) order by id
set sql_mode = default
select @@in_transaction
begin
select @@in_transaction, @@autocommit
rollback
select @@in_transaction
select n % 3 x, count(*) from users group by n % 3 with rollup having n % 3 > 1 order by 1
