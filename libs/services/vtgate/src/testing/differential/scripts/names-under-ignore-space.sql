-- Under IGNORE_SPACE the space behind a word is a part of it, and of the name of a column that ends with it.
sh: create table users (id bigint primary key, n int, s varchar(20))
insert into users values (1, 3, 'Ann'), (2, null, 'bob')
set sql_mode = 'IGNORE_SPACE'
select n + id , s from users where id = 1
select n + id, s from users where id = 1
select n + id from users order by id
select n + users.id , n + `id` , n is null , case when n then s end , 1 + 1 , now() is not null , s collate utf8mb4_bin , -id  x from users order by users.id
select * from (select n + id , count(*) from users group by n + id ) x order by 1
select -id , 1 union select n, id from users order by 1, 2
with c as (select -id from users) select * from c order by 1
select count (*) , max (n) from users
set sql_mode = ''
select n + id , s from users where id = 1
set sql_mode = default
