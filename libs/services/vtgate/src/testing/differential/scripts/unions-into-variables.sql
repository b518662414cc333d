-- Variables are set by every query with INTO, not by a plain SELECT alone.
sh: create table users (id bigint primary key, s varchar(20))
sh: create table posts (author_id bigint, id bigint, t varchar(20), primary key (author_id, id))
un: create table plain_t (id int primary key, n int)
insert into users values (1, 'Ann'), (2, 'bob'), (3, 'Zoe')
insert into posts values (1, 1, 'x'), (1, 2, 'y'), (2, 1, null), (3, 1, 'Ann')
insert into plain_t values (5, 6)
select 1 union select max(id) from users order by 1 desc limit 1 into @x
select @x
select id from users where id = 1 union select author_id from posts where author_id = 1 into @z
select @z
select id, s from users union select author_id, t from posts order by 1 desc, 2 limit 1 into @z, @y
select @z, @y
select id from users union select author_id from posts into @z
select id, s from users union select author_id, t from posts into @z
select id from users where id > 10 union select author_id from posts where id > 10 into @z
show warnings
(select id from users where id = 2) union (select 2) into @z
select @z
(select id from users order by id desc limit 1) into @z
select @z
table plain_t into @a, @b
select @a, @b
select id from users union select author_id from posts into @z, @y
