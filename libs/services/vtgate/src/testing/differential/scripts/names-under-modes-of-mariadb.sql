-- for MariaDB alone
-- MariaDB's IGNORE_SPACE, which ANSI and ORACLE have among theirs, leaves the names of columns as they are.
sh: create table users (id bigint primary key, n int, s varchar(20))
insert into users values (1, 1, 'x')
set sql_mode = 'ignore_space'
select s is null from users where id = 1
select s || null , n is null from users where id = 1
select n , id + n from users where id = 1
select id + n , count(*) from users group by id + n
select n is null union select id from users
select count(*) , max(n) from users
select now() is null , max (n) from users
set sql_mode = 'oracle'
select n , id + n from users where id = 1
select s is null from users where id = 1
select s || null , n is null from users where id = 1
set sql_mode = 'ansi'
select s is null from users where id = 1
select s || null , n is null from users where id = 1
