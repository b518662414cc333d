-- natively
-- A decimal variable counts with thirty digits behind the point in MySQL wherever it stands, and keeps its own where it is handed on.
sh: create table users (id bigint primary key, n int, d decimal(10,2), s varchar(20))
insert into users values (1, 3, 1.5, 'a'), (2, null, null, null), (3, 3, 7, '2.5'), (4, 5, 0.33, 'c'), (5, 6, 12, 'd')
set @x = 2.25, @l = 123456789012345678901234567890123456789012345.5
select sum(d) * @x, sum(n) * @x, max(d) + @x, max(n) - @x, count(*) + @x, mod(sum(n), @x) from users
select sum(n * @x), sum(d + @x), min(@x), max(@x), sum(coalesce(n, @x)), avg(ifnull(d, @x)), max(if(n > 3, d, @x)) from users
select if(n > 3, d, @x), case when n > 3 then d else @x end, ifnull(d, @x), coalesce(s, @x), nullif(d, @x) from users
select if(count(*) > 7, max(d), @x), coalesce(max(d), @x), greatest(max(d), @x), concat(@x, count(*)), round(sum(d) * @x, 1) from users
select n, @x, n + @x, concat(@x), @l from users group by n
select @x, -@x, n + @l, abs(@x), floor(@x), @x div 2, @x / 3, hex(@x), json_array(@x), cast(@x as char), @l, -@l from users where id = 1
