-- for MariaDB alone
-- A text that a quotient by an integer is stored in gets whole words of nine digits behind the point, as one of an average does.
sh: create table users (id bigint primary key, shop int, qty int, price decimal(10, 3), small decimal(20, 12), weight double)
sh: create table posts (id bigint, author_id bigint, s varchar(60), t text, b varbinary(60), primary key (author_id, id))
insert into users values (1, 1, 3, 6.178, 0.333333333333, 0.5), (2, 3, 1, 2.35, 1, 1.5), (3, 2, 7, 10.001, 2, 2.25), (6, 7, 4, 9.99, 1, 0.1), (7, 2, 11, 1.117, -9, 7), (8, 4, 0, 0, 0, 0), (9, 5, null, null, null, null), (10, 7, 3, 1, 2, 3), (11, 0, 1, 1, 1, 1)
insert into posts (id, author_id, s, t, b) select 1, id, qty / shop, price / shop, small / shop from users where id < 11
insert into posts (id, author_id, s, t, b) select 2, id, qty / shop, weight / shop, qty * price from users where id < 11 order by qty limit 20
insert into posts (id, author_id, s, t, b) select 3, shop, sum(qty) / count(*), avg(price), sum(price) / count(qty) from users where id < 11 group by shop
insert into posts (id, author_id, s, t, b) select 4, 1, sum(qty) / count(*), max(price) / max(qty), avg(small) from users
insert into posts (id, author_id, s, t, b) select 5, shop, qty / shop, price / shop, price from users where id in (1, 2, 3, 8) group by shop, qty, price
insert into posts (id, author_id, s, t, b) select 6, shop, max(qty) / shop, price / shop, price from users where id in (1, 2, 3, 8) group by shop, qty, price
insert into posts (id, author_id, s, t, b) select distinct 7, id, qty / shop, price / shop, price from users where id < 11
insert into posts (id, author_id, s, t) select 8, u.id, u.qty / v.shop, sum(u.price) / count(v.id) from users u join users v on u.id = v.id where u.id < 11 group by u.id
select * from posts order by id, author_id
