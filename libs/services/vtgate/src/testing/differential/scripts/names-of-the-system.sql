-- The character set of what the server says of itself; derived tables have names; long texts of set operations.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), z int(6) zerofill, ci varchar(20) collate utf8mb4_general_ci, d decimal(5,2), b binary(4), y year, st set('x','Y','z'), e enum('a','b'), u varchar(30) collate utf8mb4_unicode_ci)
sh: create table posts (id bigint, author_id bigint, v int, t varchar(20), z5 int(5) zerofill, vb varbinary(10), primary key (author_id, id))
sh: create table kv (k varchar(20) primary key, v int)
un: create table plain_t (id int primary key, n int, s varchar(20), tx tinytext)
insert into users values (1, 3, 1, 'Ann', 3, 'a', 1.5, 'a', 2020, 'x', 'a', 'u'), (2, null, 2, 'bob', 12, 'b', 2.25, 'b', 2021, 'x,Y', 'b', 'v'), (3, 3, 2, null, 7, 'c', null, null, null, null, null, null), (4, 5, 1, 'x', null, 'd', 0, 'x', 2000, '', 'a', 'w'), (5, 7, 3, 'y', 1, 'e', 3, 'zz', 1999, 'z', 'b', 'x')
insert into posts values (1, 1, 10, '000012', 3, 'a'), (1, 2, 20, '000003', 12, 'b'), (1, 4, 40, 'zz', 1, 'c'), (2, 4, 50, '000007', 1, 'd')
insert into plain_t values (1, 100, 'one', 'ab'), (4, 400, 'four', 'cd')
insert into kv values ('a', 1), ('b', 2), ('c', 3)
select coercibility(version()), charset(version()), coercibility(user()), charset(user()), collation(user()), coercibility(current_user()), coercibility(database()), collation(database()), charset(database())
select coercibility(version()), charset(version()), coercibility(user()), charset(user()), collation(user()) from users limit 1
select * from (select 1)
select * from (select id from users)
select * from (select id from users) where 1
select * from users join (select id from posts)
select * from (select id from users union select 1)
select concat(repeat(s, 100)) from users union all select s from plain_t
select repeat(s, 20) a from users union select s from plain_t order by 1
select repeat(s, 200) a from users intersect select s from plain_t
select repeat(s, 200) a from users except select repeat(s, 2) from users
select repeat(s, 200) a from users union select repeat(s, 200) from users order by 1
