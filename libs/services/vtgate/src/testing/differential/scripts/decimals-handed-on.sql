-- A decimal that IF, CASE or NULLIF hands on is shown as it would be by itself.
sh: create table users (id bigint primary key, i8 bigint, d decimal(10,2), f double)
sh: create table posts (author_id bigint, id bigint, n int, e decimal(12,5), primary key (author_id, id))
insert into users values (1, 3, 1.5, 2.5), (2, null, null, null), (3, -7, -12.25, 1)
insert into posts values (1, 1, 5, 1.5), (1, 2, 7, null), (2, 1, null, 2.25), (3, 1, 9, -7)
select case 1 when 1 then coalesce(min(d), 1.2345) else 2 end y from users
select case when min(i8) < 5 then coalesce(min(d), 1.2345) else 2 end y from users
select case when min(i8) > 5 then coalesce(min(d), 1.2345) else 2 end y from users
select case when min(i8) > 5 then coalesce(min(d), 1.2345) end y from users
select case when min(i8) < 5 then min(d) else 2.2345 end y, case when min(i8) < 5 then 2 else 2.2345 end z from users
select if(min(i8) < 5, coalesce(min(d), 1.2345), 2) y, if(min(i8), min(d), 1.2345), if(min(i8), 2, 1.2345) from users
select ifnull(min(d), 1.2345), nullif(coalesce(min(d), 1.2345), 5), nullif(ifnull(max(d), 1.2345), 1.5) from users
select concat(if(max(i8), greatest(max(d), 1.2345), 2)), concat(case when max(i8) then max(d) + 0.001 else 2.22222 end) from users
select coalesce(if(max(i8), max(d), 1.2345), 1.23456), if(1, coalesce(if(max(i8), max(d), 1.2345), 1.23456), 2) from users
select if(1, coalesce(max(d), 1.2345), 2) / 3, if(1, coalesce(max(d), 1.2345), 2) * 1, -if(1, coalesce(max(d), 1.2345), 2), abs(if(1, coalesce(max(d), 1.2345), 2)) from users
select if(1, avg(d), 2), case when 1 then avg(i8) else 2.2 end, nullif(sum(d), 1) from users
select case when p.n > 5 then coalesce(u.d, p.e, 1) else u.i8 end y from users u join posts p on u.id <> p.author_id order by u.id, p.author_id, p.id
select if(p.n > 5, ifnull(u.d, p.e), p.n) y, nullif(ifnull(u.d, p.e), u.i8) z from users u join posts p on u.id <> p.author_id order by u.id, p.author_id, p.id
select if(p.n > 5, u.d, p.e) y, count(*) from users u join posts p on u.id <> p.author_id group by y order by y
select max(if(p.n > 5, ifnull(u.d, p.e), p.n)) y, sum(case when p.n > 5 then ifnull(u.d, p.e) else 2 end) z from users u join posts p on u.id <> p.author_id
select if(p.n > 5, ifnull(u.d, p.e), p.n) y from users u join posts p on u.id <> p.author_id union select 1.5 order by 1
