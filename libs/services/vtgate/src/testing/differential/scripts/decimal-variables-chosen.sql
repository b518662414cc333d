-- for MariaDB alone
-- A decimal variable has thirty-eight digits behind the point also where a condition chooses it, or an aggregate finds it.
sh: create table users (id bigint primary key, n int, d decimal(10,4), s varchar(20))
sh: create table posts (id bigint, author_id bigint, y int, primary key (author_id, id))
insert into users values (1, 3, 1.5, 'a'), (2, null, null, null), (3, 3, 7, '2.5'), (4, 5, 0.3333, 'c'), (5, 6, 12, 'd')
insert into posts values (1, 1, 10), (2, 1, 20), (3, 2, null), (4, 3, 3)
set @x = 1.50, @y = cast(2.123456 as decimal(10,6)), @z = null
select if(1, @x, 2), if(0, @x, 2.25), case when 1 then @y end, coalesce(@y, @x), @x + 1, @x / 3, greatest(@x, @y), @x
select id, if(n > 3, @x, n), case when n > 3 then @y else n end, ifnull(d, @x), coalesce(d, @y) from users order by id
select id, case n when 3 then @x when 5 then d else null end, if(n is null or n between 5 and 6, @y, 1) from users order by id
select id, n * @x, n / @y, d * @x, round(@y * n, 2) from users order by id
select u.id, if(p.y > 5, @x, p.y) v from users u join posts p on p.id = u.id order by 1
select sum(if(n > 3, @x, n)), avg(case when n > 3 then @y end), max(coalesce(d, @x)) from users
select n, sum(if(n > 3, @x, d)), avg(d * @x) from users group by n order by n
select max(@x), sum(@x), avg(@x) from users
