-- A negative number, or TRUE, in ORDER BY and GROUP BY is a column's place on MariaDB, and a constant on MySQL.
-- on MariaDB too
sh: create table users (id bigint primary key, i int)
insert into users values (1,1),(2,1),(3,1),(4,1)
select count(*) from users group by -9
select count(*) from users group by (-9)
select i, count(*) from users group by -1
select -9, count(*) from users group by -9
select i, count(*) from users group by i, -1
select i from users order by -9
select i from users order by (-1), 1
select id from users order by i, -2, id
select i from users union select id % 1 from users order by -1
select i from users union select id % 1 from users order by (-9)
select group_concat(i order by -9) from users
select group_concat(i order by -1) from users
select count(*), i from users group by (2)
select i, count(*) from users group by (3)
select i, count(*) from users group by true
select i, count(*) from users group by false
select i from users order by true desc
select id, i from users order by false, id
select i, count(*) from users group by 3
select * from users order by 0
select i from users order by -1.5
