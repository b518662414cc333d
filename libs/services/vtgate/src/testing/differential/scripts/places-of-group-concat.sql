-- on MariaDB too
-- A number in the order of a GROUP_CONCAT is a place among what is put together, and an error where there is none.
sh: create table users (id bigint primary key, name varchar(20), n int)
insert into users values (1, 'a', 3), (2, 'b', 2), (3, 'c', 1)
select group_concat(5 order by 5) from users
select group_concat(n order by 5) from users where id = 1
select group_concat(name order by 1) from users
select group_concat(name order by 2) from users
select group_concat(n, name order by 2) from users
select group_concat(5 order by 1 desc) from users
select group_concat(5 order by 5), n from users group by n
