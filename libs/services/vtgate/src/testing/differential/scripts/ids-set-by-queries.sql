-- LAST_INSERT_ID(expr) within an expression sets the session's insert id too, and one that asks for it goes on from the row before.
sh: create table users (id bigint primary key, s varchar(20), n int)
insert into users values (1, 'a', 5), (2, 'b', 6), (3, 'c', 7), (4, 'd', 8)
select concat('b', last_insert_id(77)) from users where id = 1
select last_insert_id()
select concat('b', last_insert_id(last_insert_id() + 1)) from users
select last_insert_id()
select last_insert_id(last_insert_id() + 1) from users
select last_insert_id()
select last_insert_id(5) + 1
select last_insert_id()
select id from users where last_insert_id(7) = n
select last_insert_id()
select max(last_insert_id(9)), count(*) from users
select last_insert_id()
select x.i + 1 from (select last_insert_id(11) i from users where id = 2) x
select last_insert_id()
select 1 union all select last_insert_id(13)
select last_insert_id()
set @a = last_insert_id(20) + 1
select @a, last_insert_id()
select @b := last_insert_id(30) + id from users where id = 3
select @b, last_insert_id()
begin
select concat('b', last_insert_id(40)) from users where id = 4
select last_insert_id()
select if(n > 7, last_insert_id(n), 0) from users where id = 4
update users set n = 9 where id = 4
select last_insert_id()
commit
select last_insert_id()
