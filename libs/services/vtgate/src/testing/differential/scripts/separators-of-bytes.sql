-- on MariaDB too
-- A separator in hexadecimal digits is its bytes, whatever the texts are of.
sh: create table users (id bigint primary key, m int, s varchar(20))
insert into users values (1, 1, 'Ann'), (2, 2, 'bob'), (3, 2, null), (4, 1, 'é'), (5, 3, 'y')
select group_concat(s order by id separator X'C3A9') from users
select group_concat(s order by id separator X'2C20') from users
select group_concat(s order by id separator 0x2D) from users
select group_concat(s order by id separator b'101101') from users
select m, group_concat(s order by id separator X'E282AC') x from users group by m order by m
select group_concat(s separator X'C3A9') from users where id = 1
