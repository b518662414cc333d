-- A CTE that is read twice has the same rows both times, also where a LIMIT without an order takes some of several shards' rows.
sh: create table users (id bigint primary key, n int, m int)
insert into users values (1, 3, 1), (2, null, 2), (3, 3, 2), (4, 5, 1), (5, 7, 3), (6, 1, 1), (7, 1, 1), (8, 1, 1), (9, 1, 1), (10, 1, 1)
with c as (select id from users limit 3) select count(*) from c a join c b on a.id = b.id
with c as (select id from users limit 3) select count(*) from c where id in (select id from c)
with c as (select id from users limit 3) select * from (select count(*) k from c union all select count(*) from c a join c b using (id)) z
with c as (select n + 1 k, m from users limit 4) select count(distinct a.k) = count(distinct b.k), count(*) >= 4 from c a join c b on a.k <=> b.k and a.m = b.m
with c as (select id from users limit 5), d as (select id from c limit 2) select count(*) from c join d using (id)
with c as (select max(id) x from users limit 1) select a.x = b.x from c a join c b
with c as (select id from users order by id desc limit 3) select count(*) from c a join c b on a.id = b.id
with c as (select id from users limit 3) update users u join c a on a.id = u.id join c b on b.id = u.id set u.n = 77
select count(*) from users where n = 77
