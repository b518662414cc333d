-- Of texts of several collations MySQL shows one of them, and compares none.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), z int(6) zerofill, ci varchar(20) collate utf8mb4_general_ci, d decimal(5,2), b binary(4), y year, st set('x','Y','z'), e enum('a','b'), u varchar(30) collate utf8mb4_unicode_ci)
sh: create table posts (id bigint, author_id bigint, v int, t varchar(20), z5 int(5) zerofill, vb varbinary(10), primary key (author_id, id))
sh: create table kv (k varchar(20) primary key, v int)
un: create table plain_t (id int primary key, n int, s varchar(20), tx tinytext)
insert into users values (1, 3, 1, 'Ann', 3, 'a', 1.5, 'a', 2020, 'x', 'a', 'u'), (2, null, 2, 'bob', 12, 'b', 2.25, 'b', 2021, 'x,Y', 'b', 'v'), (3, 3, 2, null, 7, 'c', null, null, null, null, null, null), (4, 5, 1, 'x', null, 'd', 0, 'x', 2000, '', 'a', 'w'), (5, 7, 3, 'y', 1, 'e', 3, 'zz', 1999, 'z', 'b', 'x')
insert into posts values (1, 1, 10, '000012', 3, 'a'), (1, 2, 20, '000003', 12, 'b'), (1, 4, 40, 'zz', 1, 'c'), (2, 4, 50, '000007', 1, 'd')
insert into plain_t values (1, 100, 'one', 'ab'), (4, 400, 'four', 'cd')
insert into kv values ('a', 1), ('b', 2), ('c', 3)
select max(if(u.n > 3, u.ci, p.t)) from users u join posts p on u.id < p.v
select max(if(u.n > 3, u.ci, p.t)) from users u join posts p on u.id < p.v group by u.id order by 1
select min(coalesce(u.ci, p.t)) from users u join posts p on u.id < p.v
select count(distinct if(u.n > 3, u.ci, p.t)) from users u join posts p on u.id < p.v
select group_concat(if(u.n > 3, u.ci, p.t) order by 1) from users u join posts p on u.id < p.v
select distinct if(u.n > 3, u.ci, p.t) x from users u join posts p on u.id < p.v order by 1
select if(u.n > 3, u.ci, p.t) x, count(*) from users u join posts p on u.id < p.v group by x order by 1
select concat(u.ci, p.t) x from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select greatest(u.ci, p.t) x from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select if(u.n > 3, u.ci, p.t) like 'a%' x from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select if(u.n > 3, u.ci, p.t) in ('a', 'b') x from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select any_value(if(u.n > 3, u.ci, p.t)) is null from users u join posts p on u.id < p.v
select sum(if(u.n > 3, u.ci, p.t)) from users u join posts p on u.id < p.v
select length(if(u.n > 3, u.ci, p.t)) from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select upper(if(u.n > 3, u.ci, p.t)) from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select replace(if(u.n > 3, u.ci, p.t), 'a', 'b') from users u join posts p on u.id < p.v order by u.id, p.id, p.v
