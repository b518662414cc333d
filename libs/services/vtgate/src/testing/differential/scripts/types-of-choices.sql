-- What is chosen of several values has the type of all of them, also where a NULL or a number of another shard is one.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), d decimal(10,3), da date, tm time, bi bigint unsigned)
sh: create table posts (id bigint, author_id bigint, v int, t varchar(20), d decimal(10,3), primary key (author_id, id))
sh: create table kv (k varchar(20) primary key, v int)
un: create table plain_t (id int primary key, n int, s varchar(20), d decimal(10,3))
insert into users values (1, 3, 1, 'Ann', null, null, null, null), (2, null, 2, 'bob', 2.25, '2024-01-01', '10:00:00', 7), (3, 3, 2, null, null, null, null, null)
insert into posts values (1, 1, 10, '000012', null), (1, 2, 20, '000003', 1.5), (1, 3, 40, 'zz', 2.5), (2, 4, 50, '000007', null)
insert into plain_t values (1, 100, 'one', null), (4, 400, 'four', 1.5)
insert into kv values ('a', 1), ('b', 2), ('c', 3)
select u.id, (select concat(coalesce(u.d, p.v) / 3) from posts p where p.author_id = 1) from users u order by 1
select u.id, (select concat(coalesce(u.d, 1) / 3) from posts p where p.author_id = u.n) from users u order by 1
select u.id, (select concat(max(coalesce(u.d, p.v) / 3)) from posts p where p.v > u.id) from users u order by 1
select u.id, p.id from users u join posts p on p.v > u.id and concat(coalesce(u.d, 1) / 3) like '0.3333333%' order by 1, 2
select u.id, p.id from users u join posts p on p.v > u.id and concat(coalesce(u.d, p.id) / 3) like '0.3333333%' order by 1, 2
select u.id, p.id from users u left join posts p on p.v > u.id and concat(coalesce(u.d, p.id) / 3) like '0.3333333%' order by 1, 2
select u.id, p.id, coalesce(u.d, p.id) / 3 from users u left join posts p on p.v > u.id order by 1, 2
select u.id, (select coalesce(u.d, p.v) / 3 from posts p where p.author_id = 1) from users u order by 1
select u.id, (select coalesce(u.da, p.v) from posts p where p.author_id = 1) from users u order by 1
select u.id, (select ifnull(u.bi, -p.v) from posts p where p.author_id = 1) from users u order by 1
select u.id, (select sum(ifnull(u.bi, p.v)) from posts p where p.v > u.id) from users u order by 1
insert into plain_t (id, n, s) values (1, 3, 'x') on duplicate key update s = coalesce(d, 1) / 3
insert into plain_t (id, n, s) select id, n, s from users q on duplicate key update plain_t.s = coalesce(q.d, 1) / 3
insert into users (id, n, s) select author_id, v, t from posts q on duplicate key update users.s = coalesce(q.d, 2) / 3
select * from plain_t order by id
select * from users order by id
select coalesce((select sum(v) from posts where v > 100), 0) from users
select coalesce((select sum(v) from posts where v > 100), 0)
select coalesce((select sum(v) from posts where v > 100), 0) from users where id = 1
select coalesce((select sum(v) from posts where v > 100), 1) / 3 from users where id = 1
select coalesce((select sum(d) from posts where v > 100), 1) / 3 from users where id = 1
select concat(coalesce((select avg(d) from posts where v > 100), 1) / 3) from users
select concat(coalesce((select avg(d) from posts where v > 100), 1) / 3) from plain_t
select id from users where concat(coalesce((select avg(d) from posts where v > 100), 1) / 3) = '0.33333333333'
select id from users where concat(coalesce((select max(d) from posts where v > 100), 1) / 3) = '0.3333333'
select id from plain_t where concat(coalesce((select max(d) from posts where v > 100), 1) / 3) = '0.3333333'
select ifnull((select max(t) from posts where v > 100), 1) from users order by 1
select ifnull((select max(t) from posts where v > 100), 1) from plain_t order by 1
select id from plain_t where ifnull((select max(t) from posts where v > 100), 1) = '1.0'
select id from plain_t where ifnull((select max(bi) from users where bi > 100), id) = 4
select ifnull((select max(bi) from users where bi > 100), -id) from plain_t
select ifnull((select max(bi) from users where bi > 100), -id) from users
select (select max(bi) from users) - 10 from plain_t
select id from plain_t where (select max(bi) from users) - 10 < 0
select (select bi from users where id = 2) - 10 < 0 from plain_t
select (select max(d) from users where id = 2) / 3, (select d from users where id = 2) / 3, (select d from users where id = 1) / 3 from plain_t
select case when id > 1 then (select max(d) from posts where v > 100) else n end / 3 from plain_t
update plain_t set s = coalesce((select max(d) from posts where v > 100), 1) / 3
select * from plain_t order by id
update users set s = coalesce((select max(d) from posts where v > 100), 1) / 3
select * from users order by id
insert into users (id, n, s) values (1, 3, 'x'), (2, 3, 'x') on duplicate key update s = coalesce((select max(d) from posts where v > 100), 1) / 3
insert into plain_t (id, n, s) values (1, 3, 'x'), (2, 3, 'x') on duplicate key update s = coalesce((select max(d) from posts where v > 100), 1) / 3, n = ifnull((select max(v) from posts), 1)
update users set n = ifnull((select max(v) from posts where v > 1000), 0) + 1, s = case when (select count(*) from posts) > 2 then (select max(d) from posts where v > 100) else 1 end / 3
update plain_t set n = ifnull((select max(v) from posts where v > 1000), 0) + 1, s = if((select count(*) from posts) > 2, (select max(d) from posts where v > 100), 1)
select * from plain_t order by id
select * from users order by id
