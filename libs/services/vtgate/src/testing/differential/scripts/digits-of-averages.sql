-- MySQL computes and compares with more digits of an average than it shows, and rounds what its functions give; MariaDB keeps them in functions, of quotients too, and compares by what is shown.
-- on MariaDB too
sh: create table users (id bigint primary key, shop int, price decimal(10, 3), qty int, weight double)
insert into users values (1, 1, 6.178, 3, 0.5), (2, 1, 2.350, 1, 1.5), (3, 2, 10.001, 7, 2.25), (4, 2, 0.333, 2, null), (5, 3, 4.447, 5, 3), (6, 1, 9.990, 4, 0.1), (7, 2, 1.117, 11, 7)
select round((select avg(z.price) from users z), 2), round((select avg(z.qty) from users z), 9), round((select avg(z.qty) from users z), 3)
select round((select avg(z.qty) from users z), 6), round((select avg(z.qty) from users z), 4), truncate((select avg(z.qty) from users z), 9), abs((select avg(z.qty) from users z))
select (select avg(z.qty) from users z) = 4.7143, (select avg(z.qty) from users z) > 4.7143,  (select avg(z.qty) from users z) < 4.7143, (select avg(z.qty) from users z) = 33/7, (select avg(z.qty) from users z where id < 8) = (select avg(z.qty) from users z)
select (select avg(z.qty) from users z) in (4.7143, 4.7142), coalesce((select avg(z.qty) from users z), 1) = 4.7143, format((select avg(z.qty) from users z), 8), concat((select avg(z.qty) from users z)), cast((select avg(z.qty) from users z) as decimal(20,10)), cast((select avg(z.qty) from users z) as char)
select (select avg(z.qty) from users z) between 4.71425 and 4.7143, case (select avg(z.qty) from users z) when 4.7143 then 1 else 2 end, if((select avg(z.qty) from users z) = 4.7143, 1, 2), greatest((select avg(z.qty) from users z), 4.7143), greatest((select avg(z.qty) from users z), 1) = 4.7143
select nullif((select avg(z.qty) from users z), 4.7143), interval((select avg(z.qty) from users z), 4.7143, 4.8), cast((select avg(z.qty) from users z) as decimal(20,10)), cast((select avg(z.qty) from users z) as double), convert((select avg(z.qty) from users z), decimal(10,8))
select ceil((select avg(z.qty) / 1000000 from users z where id = 1)), floor(-(select avg(z.qty) / 1000000 from users z where id = 1)), (select avg(z.qty) from users z) is true, ceil((select 1 / count(*) / 100000 from users z))
select distinct (select avg(z.qty) from users z) from users
select id, (select avg(z.qty) from users z where z.shop = i.shop) = 2.6667 from users i order by id
select id from users i where (select avg(z.qty) from users z where z.shop = i.shop) = 2.6667 order by id
select id from users i where (select avg(z.qty) from users z where z.shop = i.shop) < 2.6667 order by id
select id from users i where 2.6667 in (select avg(z.qty) from users z group by shop) order by id
select id from users i where 2.6667 in (select avg(z.qty) from users z where z.shop = i.shop) order by id
select id from users i where 2.6667 > (select avg(z.qty) from users z where z.shop = 1) order by id
select id from users i where 2.6667 >= all (select avg(z.qty) from users z group by shop) order by id
select shop, avg(qty) a from users group by shop having a = 2.6667
select shop, avg(qty) a from users group by shop having a < 2.6667 order by shop
select shop, avg(qty) a from users group by shop having round(a, 8) < 2.6667 order by shop
select * from (select shop, avg(qty) a from users group by shop) d where a = 2.6667
select * from (select shop, avg(qty) a from users group by shop) d where a < 2.6667 order by 1
select round(a, 8), a * 3 from (select shop, avg(qty) a from users group by shop) d order by 1
select shop, round(avg(qty), 8), avg(qty) = 2.6667, avg(qty) < 2.6667, ceil(avg(qty)/100000000) from users group by shop order by shop
select u.id, d.a from users u join (select shop, avg(qty) a from users group by shop) d on u.qty > d.a order by 1, 2
select u.id, d.a from users u join (select shop, avg(qty) a from users group by shop) d on u.shop = d.shop and d.a < 2.6667 order by 1, 2
select shop from users group by shop having avg(qty) < (select avg(qty) from users z where z.shop = 1) + 0.00002 order by 1
select shop from users group by shop having avg(qty) = (select avg(qty) from users z where z.shop = 1) order by 1
select shop from users group by shop having avg(qty) >= all (select avg(qty) from users z group by shop) order by 1
select shop from users group by shop having avg(qty) = (select max(a) from (select avg(qty) a from users z group by shop) d) order by 1
select max(a), max(a) = 6.6667, max(a) < 6.6667, round(max(a), 8) from (select avg(qty) a from users z group by shop) d
select id, qty / 3 from users where qty / 3 = 2.3333
select sum(qty) / 7 = 4.7143, sum(qty) / 7 < 4.7143, round(sum(qty) / 7, 8) from users
select round(max(qty / 3), 8), max(qty/3), max(qty / 3) = 3.6667 from users
select round(max(a), 8), max(a) = 3.6667 from (select qty / 3 a from users limit 100) d
select greatest(avg(qty), 1) = 4.7143, round(greatest(avg(qty), 1), 9), round(coalesce(avg(qty), 1), 9), round(if(1, avg(qty), 1), 9), round(ifnull(avg(qty), 1), 9), round(abs(avg(qty)), 9), round(-avg(qty), 9), cast(avg(qty) as decimal(20, 10)), truncate(avg(qty), 9)
select round(avg(greatest(qty, 1.5)), 9), round(avg(qty / 3), 9), round(sum(qty / 3), 9), avg(qty / 3), sum(qty / 3) from users
select shop, greatest(avg(qty), 1) = 2.6667, round(greatest(avg(qty), 1), 9), round(coalesce(avg(qty), 1), 9), round(if(1, avg(qty), 1), 9), round(case when 1 then avg(qty) end, 9), round(nullif(avg(qty), 1), 9) from users group by shop
select avg(qty)=4.7143 plain, 1+avg(qty)=5.7143 plus, avg(qty)*1=4.7143 mul, -avg(qty)=-4.7143 neg, abs(avg(qty))=4.7143 ab, greatest(avg(qty),1)=4.7143 gr, least(avg(qty),10)=4.7143 le, coalesce(avg(qty),1)=4.7143 co, ifnull(avg(qty),1)=4.7143 ifn, if(1,avg(qty),1)=4.7143 i_, case when 1 then avg(qty) end=4.7143 ca, nullif(avg(qty),1)=4.7143 nu, round(avg(qty),8)=4.7143 ro, truncate(avg(qty),8)=4.7143 tr, avg(qty) mod 10=4.7143 mo from users
select avg(qty)*1=4.7143 plain, 1+avg(qty)=5.7143 plus,1+avg(qty)<5.7143 plus,(1+avg(qty))*10000 plus2, (1+avg(qty))=5.714285714 p3, avg(qty)=4.714285714, 1+avg(qty), avg(qty)+1=5.7143,33/7=4.7143,1+33/7=5.7143,sum(qty)/7=4.7143,1+sum(qty)/7=5.7143, (avg(qty)/3)=1.57142857, (avg(qty)/3)=1.571428571 from users
select greatest(avg(qty),1)*10000, coalesce(avg(qty), 1)*10000, if(1,avg(qty),1)*10000, round(avg(qty),8)*10000, truncate(avg(qty),8)*10000, (1+avg(qty))*10000, ifnull(avg(qty),1)*10000,nullif(avg(qty),1)*10000, abs(avg(qty))*10000, greatest(avg(qty), 1.000000), coalesce(avg(qty), 1.000000), round(greatest(avg(qty), 1.000000), 5) from users
select cast(avg(qty) as decimal(30,20)), cast(sum(qty)/7 as decimal(30,20)), cast(avg(price)/3 as decimal(30,20)),avg(price), sum(price), ceil(avg(qty)), format(avg(qty), 8), avg(qty) div 0.0001, avg(qty) % 0.0001, floor(greatest(avg(qty), 1) * 100000) from users
select avg(qty) between 4.7143 and 5 b1, avg(qty) in (4.7143) i1, avg(qty) in (4.7143, 3) i2, avg(qty) <=> 4.7143 e, nullif(avg(qty), 4.7143) n, case avg(qty) when 4.7143 then 1 else 2 end c, interval(avg(qty), 4.7143) iv, greatest(avg(qty), 4.7143)*10000 g, (avg(qty),1)=(4.7143,1) r, if(avg(qty)/1000000, 1, 0) t, avg(qty)/10000000 is true t2, sum(qty)/7 between 4.7143 and 5 b2, 33/7 in (4.7143) q,33/7 in (4.7143,2) q2, least(4.7143,avg(qty))*10000, max(qty)/3 = 3.6667 from users
select concat(avg(qty), ''), cast(avg(qty) as char), cast(coalesce(avg(qty), 1) as char), cast(sum(qty)/7 as char), json_array(avg(qty)), cast(avg(qty) as double), cast(greatest(avg(qty), 1) as double), avg(qty)+0e0, sum(qty)/7+0e0, cast(sum(qty)/7 as double), sqrt(avg(qty)), sqrt(sum(qty)/7), cast(avg(qty)*10000 as signed), (avg(qty)*10000) div 1 from users
select max(qty / 3) * 10000, sum(qty)/7 * 10000, min(qty / 7) + 0 = 0.1429, round(max(qty / 3), 8) from users
select max(qty / 3) a, min(qty / 7) b from users
select u.id, round(u.qty / 3 + z.qty / 3, 8), u.qty / 3 + z.qty / 3 = 2.6667, (u.qty / 3 + z.qty / 3) * 10000 from users u join users z on z.id = u.id + 1 order by 1
select u.id, z.id from users u join users z on z.qty / 3 = u.qty / 7 + 0.6667 order by 1
select d.shop, d.a from (select shop, avg(qty) a from users group by shop) d where d.a between 2.6667 and 5 order by 1
select shop, count(*) from users group by shop having avg(qty) > 2.66666 and avg(qty) < 2.6667 order by 1
with c as (select shop, avg(price) p, avg(qty) a from users group by shop) select * from c where a >= 2.6667 order by 1
select id from users where qty > (select avg(z.qty) from users z) and price < (select avg(z.price) from users z) order by id
select id from users where price between (select avg(z.price) from users z) - 3 and (select avg(z.price) from users z) order by id
select id from users where qty in (select avg(z.qty) from users z group by z.shop) order by id
select id, ifnull((select avg(z.qty) from users z where z.id > 100), 0), coalesce((select avg(z.qty) from users z), 0) = 4.7143 from users where id < 3 order by id
select if((select avg(z.qty) from users z) > 4.7142, 'above', 'below'), concat((select avg(z.qty) from users z), '!')
update users set weight = (select avg(z.qty) from (select * from users) z) where price > (select avg(z.price) from (select * from users) z)
select id from users where weight = (select avg(z.qty) from users z where z.id < 3) or weight < (select avg(z.qty) from users z)
select id, weight from users order by id
