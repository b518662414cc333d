-- A double with a fixed number of decimals gets more of them by an average, whoever makes it.
sh: create table users (id bigint primary key, v decimal(10,4), i int, d double)
insert into users values (1,12.5,12,1.5),(2,13.5001,13,2.5),(3,12,13,2.5)
select avg(if(null, -null, v)) from users
select avg(if(null, -null, i)) from users
select avg(if(null, -null, d)) from users
select sum(if(null, -null, v)) from users
select sum(if(null, -null, i)), avg(i) from users
select avg(if(null, -null, v)), count(distinct i) from users
select avg(distinct if(null, -null, v)), count(distinct i) from users
select sum(distinct if(null, -null, v)), count(distinct i) from users
select avg(if(null, -null, u.v)) from users u join users w on u.i = w.i
select avg(-null) from users
sh: create table posts (id bigint, author_id bigint, f float, g double(10,2), h float(8,3), n int, primary key (author_id, id))
insert into posts values (1,1,1.5,12.5,1.25,1),(2,2,2.5,13.25,1.125,2),(3,3,2.5,13.25,null,2)
select avg(f), sum(f), avg(g), sum(g), avg(h), sum(h) from posts
select avg(distinct f), sum(distinct f), avg(distinct g), sum(distinct g), avg(distinct h), sum(distinct h), count(distinct n) from posts
select avg(x) from (select if(null, -null, v) x from users union all select 1 from posts) d
select avg(if(null, -null, x)) from (select v x from users union all select 1 from posts) d
select avg(if(null, -null, x)) from (select v x from users limit 10) d
select avg(if(null, -null, x)) from (select distinct v x from users limit 10) d
select avg(x) from (select if(null, -null, v) x from users limit 10) d
select avg(coalesce(-null, x)) from (select v x from users limit 10) d
select avg(v) + 0, avg(if(null, -null, v)) + 0, avg(if(null,-null,v)) * 2 from users
select avg(if(null, -null, v)) a from users having a > 12.6667
select avg(if(null, -null, v)) a, id % 2 b from users group by b order by a
