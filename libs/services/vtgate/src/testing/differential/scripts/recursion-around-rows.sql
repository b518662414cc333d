-- Recursive CTEs that look at the rows around them: each row has its own.
sh: create table users (id bigint primary key, name varchar(30), boss bigint)
un: create table deps (id int primary key, head bigint)
insert into users values (1, 'ann', null), (2, 'bob', 1), (3, 'cid', 1), (4, 'dee', 2), (5, 'eve', 4), (6, 'fay', 5), (7, 'gus', 3)
insert into deps values (1, 2), (2, 3)
with recursive r as (select id, boss, 0 as depth from users where boss is null union all select u.id, u.boss, r.depth + 1 from users u join r on u.boss = r.id) select a.id, b.depth, (select count(*) from r x where x.depth = a.depth) c from r a join r b on b.boss = a.id order by 1, 2
with recursive r as (select id, boss from users where id = 6 union all select u.id, u.boss from users u join r on r.boss = u.id), s as (select id from r union all select id + 10 from s where id < 25) select id, count(*) from s group by id order by id
with recursive r as (select id n from users union distinct select head from deps union distinct select n + 1 from r where n < 8) select n, count(*) from r group by n order by n
select u.id, (with recursive r as (select u.id n union all select n + 1 from r where n < u.id + 2) select sum(n) from r) s from users u order by 1
select u.id, (with recursive r as (select u.id n union all select n + 1 from r where n < 5) select sum(n) from r) s from users u order by 1
select u.id, (with recursive r as (select 1 n union all select n + 1 from r where n < u.id) select sum(n) from r) s from users u order by 1
select u.id, (with r as (select u.id n union all select u.id + 5) select sum(n) from r) s from users u order by 1
select u.id, x.s from users u, lateral (with recursive r as (select u.id n union all select n + 1 from r where n < u.id + 2) select sum(n) s from r) x order by 1
select u.id from users u where exists (with recursive r as (select u.id n union all select n + 1 from r where n < u.id + 2) select 1 from r where n = 6) order by 1
select u.id from users u where u.id * 3 + 3 = (with recursive r as (select u.id n union all select n + 1 from r where n < u.id + 2) select sum(n) from r) order by 1
