-- IN, ALL and ANY of a query with a LIMIT are an error, also where the gate runs that query first.
sh: create table users (id bigint primary key, i8 bigint, s varchar(20))
sh: create table posts (author_id bigint, id bigint, n int, primary key (author_id, id))
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 4, 'Zoe')
insert into posts values (1, 1, 5), (1, 2, 7), (2, 1, null), (3, 1, 9)
select id from users where id in (select author_id from posts limit 1)
select id from users where id not in (select author_id from posts order by n limit 1)
select id in (select id from plain_t limit 1) from users
delete from users where id in (select author_id from posts limit 1)
update users set i8 = 1 where id in (select author_id from posts limit 1)
insert into plain_t select id, 1 from users where id in (select author_id from posts limit 1)
select id from users where id = any (select author_id from posts limit 2)
select id from users where id in ((select author_id from posts limit 1))
select id from users where id in (select author_id from posts union select 1 limit 1)
select id from users where id in ((select author_id from posts limit 1) union select 1)
select id from users where (id, i8) in (select author_id, n from posts limit 1)
with c as (select id from users where id in (select author_id from posts limit 1)) select * from c
select id from users where id in (select * from (select author_id from posts order by 1 limit 2) t) order by id
select id from users where id in (select (select n from posts order by n limit 1))
select id from users where (select id from users order by id limit 1) in (1, 2) order by id
