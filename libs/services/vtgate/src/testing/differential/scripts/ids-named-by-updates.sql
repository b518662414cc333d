-- on MariaDB too
-- LAST_INSERT_ID(expr) in an UPDATE over shards: what the last row's call was is told where the statement, or that there is one row, says which one that is.
sh: create table users (id bigint primary key, n int, s varchar(20))
insert into users values (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c'), (4, 40, 'd'), (5, 50, 'e'), (6, 60, 'f')
update users set n = last_insert_id(n + 1) where s = 'c'
select last_insert_id()
update users set n = last_insert_id(n + 1) where id = 4
select last_insert_id()
update users set n = last_insert_id(7) where id > 3
select last_insert_id()
update users set n = last_insert_id(n + 1) order by s
select last_insert_id()
update users set n = last_insert_id(id * 100) order by s desc
select last_insert_id()
update users set n = last_insert_id(id * 100 + 1) order by s limit 4
select last_insert_id()
update users set n = last_insert_id(n + 1) where s = 'none'
select last_insert_id()
delete from users where s = 'f' and last_insert_id(id) = 6
select * from users order by id
