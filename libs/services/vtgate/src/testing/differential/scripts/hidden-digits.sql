-- on MariaDB too
-- What is computed with a subquery's average or quotient has all of its digits, not those that it shows.
sh: create table users (id bigint primary key, shop int, price decimal(10, 3), qty int, weight double)
insert into users values (1, 1, 6.178, 3, 0.5), (2, 1, 2.350, 1, 1.5), (3, 2, 10.001, 7, 2.25), (4, 2, 0.333, 2, null), (5, 3, 4.447, 5, 3), (6, 1, 9.990, 4, 0.1), (7, 2, 1.117, 11, 7)
select id, (select avg(z.price) from users z) * 30000, (select avg(z.qty) from users z) * 30000, (select avg(z.weight) from users z) * 2 from users order by id
select (select avg(z.price) from users z) * 30000, -(select avg(z.price) from users z), (select sum(z.price) / 7 from users z) * 30000
select id, price - (select avg(z.price) from users z where z.shop = i.shop), (select sum(z.price) / count(*) from users z where z.shop = i.shop) * 1000000 from users i order by id
select sum((select avg(z.price) from users z where z.shop = i.shop)), max((select avg(z.price) from users z where z.shop = i.shop)) from users i
select shop, sum(price) / (select avg(z.price) from users z) from users group by shop having sum(price) > 0.1 * (select avg(z.price) from users z) order by shop
select id from users i where price > 1.1 * (select avg(z.price) from users z where z.shop = i.shop) order by id
select id from users i where (select avg(z.price) from users z where z.shop = i.shop) * 3 = (select sum(z.price) from users z where z.shop = i.shop) order by id
select id, price > (select avg(z.price) from users z), round((select avg(z.price) from users z), 2), ifnull((select avg(z.price) from users z where z.id < 0), 1) from users order by id
update users set qty = qty + 1 where price > 2 * (select avg(z.price) from (select * from users) z)
select id, qty from users order by id
