-- on MariaDB too
-- What rows are sorted or grouped by is a column's place where a number is written, and not where a variable has one.
sh: create table users (id bigint primary key, s varchar(20), n int)
insert into users values (1, 'c', 5), (2, 'b', 5), (3, 'a', 6), (4, 'd', 7)
set @one = 1, @nine = 9, @d = 1.5, @s = 'x'
select id from users order by @one, id desc
select s, id from users order by @one, id
select id from users order by @nine, id desc
select id from users order by @d, @s, id desc
select count(*) from users group by @one
select count(*), n from users group by @nine, n order by n
select n, max(id) from users group by n order by @one desc, n desc
select group_concat(s order by @one, id desc) from users
select id, row_number() over (order by @one, id desc) r from users order by id
select id from users union select n from users order by @one, id desc
select id, @one from users order by @one, id desc limit 2
delete from users order by @one, id desc limit 1
select id from users order by id
