-- on MariaDB too
sh: create table users (id bigint primary key, n int)
insert into users values (1, 3), (2, 4), (3, 3)
select n from users order by sum(n)
select distinct n from users order by max(n)
select 1 from users order by 1, max(n)
select * from (select n from users order by max(n) limit 1) d
(select n from users order by max(n)) union select 1
select sum(n) over () from users order by sum(n)
select sum(n) from users order by max(n)
select n from users group by n order by sum(n) desc
set sql_mode = ''
select count(*) from (select n from users order by sum(n)) d
