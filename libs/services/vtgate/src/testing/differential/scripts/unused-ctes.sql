-- What a CTE says that nothing reads is not looked at.
sh: create table users (id bigint primary key, n int)
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3), (2, null), (3, 4)
with c as (select * from nowhere) select 1
with c as (select * from nowhere) select id from users order by id
with c as (select * from nowhere), d as (select 2 x) select id, x from users, d order by id
with c as (select * from nowhere), d as (select * from c) select id from users order by id
with c as (select id from users), d as (select * from nowhere) select * from c order by id
with c as (select nocolumn from users) select id from users order by id
with recursive c as (select * from c) select id from users order by id
with c as (select * from nowhere) select * from users where id in (with d as (select * from nowhere) select 1)
with c as (select 1), c as (select 2) select id from users
with c as (select id from users) select 1 from nowhere
with c as (select * from nowhere) select * from c
with c as (select * from nowhere) update users set n = 8
with c as (select * from nowhere) delete from users where id = 3
with c as (select max(id) m from users) delete from users where id = (select m from c)
insert into plain_t with c as (select * from nowhere) select id, 2 from users
select id from users union (with c as (select * from nowhere) select 5) order by id
