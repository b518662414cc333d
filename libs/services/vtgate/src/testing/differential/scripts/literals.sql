-- A plan that is kept for all literals gives each what a plan of its own would.
sh: create table users (id bigint primary key, d decimal(10,3), n int, s varchar(20))
sh: create table posts (author_id bigint, id bigint, d2 decimal(8,3), primary key (author_id, id))
insert into users values (1,1.256,1,'ann'),(2,2.5,2,'bob'),(3,null,3,'')
insert into posts values (1,1,1.555),(2,2,2.444),(3,1,7.1)
select round(p.d2, 1) as x from users u left join posts p on p.id = u.n order by 1
select round(p.d2, 2) as x from users u left join posts p on p.id = u.n order by 1
select round(p.d2, -1) as x from users u left join posts p on p.id = u.n order by 1
select round(p.d2 + u.d, 1) as x from users u join posts p on p.id = u.n order by 1
select truncate(p.d2 + u.d, 2) as x from users u join posts p on p.id = u.n order by 1
select round(sum(d) / 3, 1) x from users
select round(sum(d) / 4, 2) x, sum(d) / -3 y, sum(n) * 1.50 z, sum(n) + 1e1 w from users
select coalesce(max(u.d), 1.00001) x, if(max(n) > 1, 10, 2) y, concat(max(s), 'é') z from users u
select coalesce(max(u.d), 1.1) x, if(max(n) > 3, 100000000000, 2) y, concat(max(s), 'longer') z from users u
select left(max(s), 2) a, substr(max(s), 2, 1) b, lpad(max(s), 5, '*') c, repeat(max(s), 2) d, max(d) div 2 e, max(d) % 2 f from users
select p.d2 + 1 as x, p.d2 * 2.50 as y, p.d2 / 3 as z from users u join posts p on p.id = u.n order by 1, 2
select p.d2 + 10 as x, p.d2 * 2.5 as y, p.d2 / 30.0 as z from users u join posts p on p.id = u.n order by 1, 2
