-- A ZEROFILL column is a number everywhere, and a text with zeros only where its own mysqld reads it.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), z int(6) zerofill, ci varchar(20) collate utf8mb4_general_ci, d decimal(5,2), b binary(4), y year, st set('x','Y','z'), e enum('a','b'), u varchar(30) collate utf8mb4_unicode_ci)
sh: create table posts (id bigint, author_id bigint, v int, t varchar(20), z5 int(5) zerofill, vb varbinary(10), primary key (author_id, id))
sh: create table kv (k varchar(20) primary key, v int)
un: create table plain_t (id int primary key, n int, s varchar(20), tx tinytext)
insert into users values (1, 3, 1, 'Ann', 3, 'a', 1.5, 'a', 2020, 'x', 'a', 'u'), (2, null, 2, 'bob', 12, 'b', 2.25, 'b', 2021, 'x,Y', 'b', 'v'), (3, 3, 2, null, 7, 'c', null, null, null, null, null, null), (4, 5, 1, 'x', null, 'd', 0, 'x', 2000, '', 'a', 'w'), (5, 7, 3, 'y', 1, 'e', 3, 'zz', 1999, 'z', 'b', 'x')
insert into posts values (1, 1, 10, '000012', 3, 'a'), (1, 2, 20, '000003', 12, 'b'), (1, 4, 40, 'zz', 1, 'c'), (2, 4, 50, '000007', 1, 'd')
insert into plain_t values (1, 100, 'one', 'ab'), (4, 400, 'four', 'cd')
insert into kv values ('a', 1), ('b', 2), ('c', 3)
select z, count(*) from users group by z order by z
select z + 1, z * 1.0, z % 5, -z from users order by id
select z, p.z5 from users u join posts p on u.z = p.z5 order by 1, 2
select ifnull(z, 5), coalesce(z, n), if(id > 1, z, 7), case id when 1 then z else 9 end from users order by id
select greatest(z, 3), least(z, 3), abs(z), round(z), floor(z) from users order by id
select ifnull(u.z, p.id), coalesce(u.z, p.v), if(u.id > 1, u.z, p.v), greatest(u.z, p.v), abs(u.z) from users u join posts p on u.id = p.id order by 1, 2, 3
select concat(max(z), ''), max(z), min(z) from users
select concat(ifnull(z, 5)), concat(if(id > 1, z, 7)), concat(abs(z)) from users order by id
select concat(ifnull(u.z, 5)), concat(if(u.id > 1, p.v, u.z)) from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select z from users union select v from posts order by 1
select z from users union select z5 from posts order by 1
select group_concat(z order by id) from users
select group_concat(z order by u.id, p.id, p.v) from users u join posts p on u.id < p.v
select u.z like '0000%' from users u join posts p on u.id < p.v order by u.id, p.id, p.v
select u.id from users u join posts p on u.z like p.t order by 1
select u.id from users u join posts p on u.z = p.t order by 1
select u.id from users u join posts p on u.z in (p.t, '000001') order by 1
select hex(z), length(z), cast(z as char), z from users order by id
select json_array(z) from users order by id
select q.a from (select distinct z a from users) q where q.a like '00000%' order by 1
select (select z from users order by id limit 1) a, concat((select z from users order by id limit 1)) b
select id from users where concat(z) = (select concat(max(z)) from users)
select id from users where concat(z) = (select max(z) from users) order by id
select id from posts where t = (select max(z) from users) order by id
select id from posts where t in (select z from users) order by id
select id from posts where t in (select concat(z) from users) order by id
select u.id, p.id from users u join posts p on p.t = concat(u.z) order by 1, 2
select u.id, p.id from users u join posts p on p.t = concat(u.z, '') and p.v > u.n order by 1, 2
select u.id, p.id, concat(u.z, p.z5) from users u join posts p on p.v > u.n order by 1, 2, 3
select u.id, (select max(p.id) from posts p where p.t = concat(u.z)) from users u order by 1
select concat(z, 'x') from (select z from users order by id limit 3) q order by 1
select concat(z, 'x'), z from users group by z order by z
select u.id, p.id from users u join posts p on p.id = u.z order by 1, 2
select case when p.v > 10 then u.z else p.t end from users u join posts p on u.id = p.id order by 1
