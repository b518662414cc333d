-- Conditions on a CTE that is read once look at all digits of its averages; of one that is read again they see what is shown.
sh: create table users (id bigint primary key, shop int, qty int)
insert into users values (1, 1, 3), (2, 1, 1), (3, 2, 7), (4, 2, 2), (5, 3, 5), (6, 1, 4), (7, 2, 11)
with c as (select shop, avg(qty) a from users group by shop) select x.shop, x.a from c x where x.a = 2.6667
with c as (select shop, avg(qty) a from users group by shop) select x.shop, y.a from c x join c y on x.shop = y.shop where x.a = 2.6667
with c as (select shop, avg(qty) a from users group by shop) select x.a, y.a from c x join c y on x.shop = y.shop where x.a < 2.6667 order by 1
with c as (select shop, avg(qty) a from users group by shop) select x.a, y.a from c x join c y on x.a < y.a and y.a = 6.6667 order by 1, 2
with c as (select avg(qty) a from users) select x.a, y.a from c x join c y on x.a = y.a where x.a = 4.7143
with c as (select shop, avg(qty) a from users group by shop) select a from c where a < 2.6667 union all select a from c where a = 2.6667
with c as (select shop, avg(qty) + 1 a from users group by shop) select a from c where a < 3.6667 union all select a from c where a = 3.6667
with c as (select shop, avg(qty) a from users group by shop), d as (select a from c where a = 2.6667) select x.a from d x join d y on x.a = y.a
