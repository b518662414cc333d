-- What is stored of an average has all of its digits, and an UPDATE's conditions look at them.
-- on MariaDB too
sh: create table users (id bigint primary key, shop int, price decimal(10, 3), qty int, weight double, s varchar(40))
sh: create table posts (id bigint, author_id bigint, d decimal(12,2), e decimal(12,4), n int, w double, s varchar(40), primary key (author_id, id))
insert into users values (1, 1, 6.178, 3, 0.5, ''), (2, 1, 2.350, 1, 1.5, ''), (3, 2, 10.001, 7, 2.25, ''), (4, 2, 0.333, 2, null, ''), (5, 3, 4.447, 5, 3, ''), (6, 1, 9.990, 4, 0.1, ''), (7, 2, 1.117, 11, 7, '')
insert into posts (id, author_id, d, e, n, w) select 1, shop, avg(qty), avg(qty), avg(qty), avg(qty) from users group by shop
insert into posts (id, author_id, d, e, n, w) select 2, shop, avg(price), avg(price), avg(price), avg(price) from users group by shop
insert into posts (id, author_id, d, e, n, w) select 3, shop, avg(weight), avg(weight), avg(weight), avg(weight) from users group by shop
insert into posts (id, author_id, d, e, n, w) select 4, min(shop), avg(qty), avg(qty), avg(qty), avg(qty) from users
replace into posts (id, author_id, d, e, n, w) select 4, min(shop), avg(qty), avg(qty), avg(qty), avg(qty) from users
insert into posts (id, author_id, d, w) select 4, min(shop), avg(qty), avg(qty) from users on duplicate key update w = values(w), d = values(d)
select * from posts order by id, author_id
update posts set w = (select avg(qty) from users), d = (select avg(price) from users), n = (select avg(qty) from users) where id = 1
select id, author_id, d, e, n, w from posts order by id, author_id
update posts set n = n + 1 where 4.7143 > (select avg(qty) from users)
update posts set n = n + 1 where 4.7143 = (select avg(qty) from users)
delete from posts where w between (select avg(qty) from users) and 4.7143
update posts set w = (select sum(qty) / 7 from users), d = (select avg(weight) from users) where id = 2
select id, author_id, d, e, n, w from posts order by id, author_id
