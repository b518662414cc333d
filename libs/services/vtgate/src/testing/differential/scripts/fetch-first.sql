-- for MariaDB alone
-- FETCH FIRST, which is LIMIT in other words.
sh: create table users (id bigint primary key, n int, s varchar(20))
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x'), (5, 5, 'fetch first row only')
insert into plain_t values (1, 100), (4, 400)
select id, s from users order by id offset 1 rows fetch next 2 rows only
select id, s from users order by id fetch first row only
select id, s from users order by id desc offset 3 rows
select id from users where s = 'fetch first row only' order by id fetch first 2 rows only
select id from users union select id from plain_t order by id offset 1 row fetch first 3 rows only
select id from plain_t order by id fetch next 1 row only
select count(*) from (select id from users order by id fetch first 3 rows only) t
