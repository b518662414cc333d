-- A mysqld does not see that two INTERVAL(n, …) are the same.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, s varchar(40))
insert into users values (1, 1, 'a'), (2, 2, 'b'), (3, 13, 'b'), (4, null, null)
select distinct interval(n % 10, 1, 2, 9), s from users order by 1, 2
select distinct locate('b', s), interval(n, 1, 5, 9) from users order by 1, 2 desc
select interval(n % 10, 1, 2), count(*) from users group by interval(n % 10, 1, 2) order by 1
select interval(n, 2), max(s) from users group by interval(n, 2) having interval(n, 2) > -2 order by interval(n, 2)
