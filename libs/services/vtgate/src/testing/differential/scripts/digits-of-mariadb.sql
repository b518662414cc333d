-- for MariaDB alone
-- Sums of quotients, which have more digits than they show; seconds of times with fractions; set operations whose columns have no names of their own.
sh: create table users (id bigint primary key, n int, d decimal(10,3), t time(3), m datetime(3))
sh: create table posts (id bigint, author_id bigint, y int, t time, primary key (author_id, id))
insert into users (id, n, d, t) values (1, 3, 1.5, '10:00:00.5'), (2, null, null, null), (3, 7, 7.123, '-00:00:01.25'), (4, 11, 0.333, '00:00:00'), (5, 13, 12, '01:02:03.999'), (6, 17, -4.25, null)
insert into posts values (1, 1, 10, '10:11:12'), (2, 1, 20, null), (3, 2, null, '00:00:01'), (4, 3, 30, null), (5, 9, 1, '02:00:00')
select avg(d / n), sum(d / n), avg(1 / n), sum(id / 7) from users
select n % 2 as g, avg(d / n), sum(1 / n) from users group by g order by g
select id, avg(d / n), sum(1 / n) from users group by id order by id
select sum(p.y / 7), avg(u.d / p.y) from users u join posts p on p.id = u.id
select avg(d), sum(d), avg(n) from users
select u.id, time_to_sec(u.t), time_to_sec(p.t), time_to_sec(timediff(u.t, p.t)) from users u join posts p on p.id = u.id order by u.id
select 1, 1 union distinct (select n as a, id as b from users where id < 10 union select y as a, id as b from posts where id < 16) order by 1 desc, 2
select n, n from users union select y, y from posts order by 1
select n a, id a from users where id > 1 union select y, id from posts order by 1, 2
update users set m = '2024-01-31 20:54:59.999'
select u.id, cast(date_sub(u.m - interval 7 hour, interval p.y minute) as time), cast(date_sub(u.m, interval p.y minute) as datetime), cast(date_sub(u.m, interval p.y minute) as time(1)) from users u join posts p on p.id = u.id order by u.id
-- Decimals of more than thirty digits behind the point.
set @x = 2.25, @l = 123456789012345678901234567.5
select sum(n * @x), sum(d + @x), min(@x), max(@x), sum(coalesce(n, @x)), max(if(n > 3, d, @x)) from users
select n, @x, n + @x, concat(@x), @l from users group by n order by n
select max(d) + cast(1 as decimal(50,35)) from users
