-- on MariaDB too
-- A text that an average is stored in gets whole words of nine digits behind the point, not those that are shown.
sh: create table users (id bigint primary key, shop int, qty int, price decimal(10, 3), small decimal(20, 12), weight double)
sh: create table posts (id bigint, author_id bigint, s varchar(60), t text, b varbinary(60), n decimal(20, 12), primary key (author_id, id))
insert into users values (1, 1, 3, 6.178, 0.333333333333, 0.5), (2, 1, 1, 2.35, 1, 1.5), (3, 2, 7, 10.001, 2, 2.25), (4, 2, 2, 0.333, 2.5, null), (5, 3, 5, 4.5, 5, 3), (6, 1, 4, 9.99, 1, 0.1), (7, 2, 11, 1.117, -9, 7), (8, 4, 0, 0, 0, 0), (9, 5, null, null, null, null)
insert into posts (id, author_id, s, t, b, n) select 1, shop, avg(qty), avg(qty), avg(qty), avg(qty) from users group by shop
insert into posts (id, author_id, s, t, b, n) select 2, shop, avg(price), avg(price), avg(price), avg(price) from users group by shop
insert into posts (id, author_id, s, t, b, n) select 3, shop, avg(small), avg(small), avg(small), avg(small) from users group by shop
insert into posts (id, author_id, s, t, b, n) select 4, shop, avg(weight), avg(weight), avg(weight), avg(weight) from users group by shop
replace into posts (id, author_id, s, t, b, n) select 5, 1, avg(qty), avg(price), avg(small), avg(weight) from users
insert into posts (id, author_id, s, t, n) select 6, shop, a, a, a from (select shop, avg(qty) a from users group by shop) d
insert into posts (id, author_id, s, t, n) select 7, shop, if(shop = 1, avg(price), shop), case when shop > 3 then shop when 1 then avg(qty) else null end, if(shop = 1, avg(qty), shop) from users group by shop
update posts set s = (select avg(qty) from users), n = (select avg(price) from users) where id = 4
select * from posts order by id, author_id
