-- sql_select_limit is about whole set operations, TABLE and VALUES too.
sh: create table users (id bigint primary key, n int, s varchar(30))
insert into users values (1, 3, 'Ann'), (2, null, 'b_b'), (3, 3, null), (4, 5, 'x')
set sql_select_limit = 2
select id from users order by id
table users order by id
values row(1), row(2), row(3)
select id from users union select n from users order by 1
(select id from users order by id limit 3) union all (select id from users order by id desc limit 3) order by 1
(select id from users order by id limit 3)
select * from (select id from users) x order by id
insert into users (id) select id + 10 from users
set sql_select_limit = default
select * from users order by id
