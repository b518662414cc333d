-- Texts that are equal but for spaces at their end are one group, also where they are computed with values that a plan is kept for.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, g varchar(20) collate utf8mb4_general_ci)
insert into users values (1, 1, 'x y'), (2, 1, 'x'), (3, 2, 'xa'), (4, 2, 'xA'), (5, 3, null), (6, 3, ' '), (7, 3, ''), (8, 4, 'x '), (9, 4, 'xé')
select substring(g, 2, 1) x, count(*) from users group by x order by x
select distinct substring(g, 2, 1) x from users
select substring(u.g, 2, 1) x, count(*) from users u join users v on u.id < v.n group by x order by x
select ifnull(g, 'x ') x, count(*) from users group by x order by x
select count(distinct left(g, 2)), count(distinct concat(g, '')) from users
select concat(n, ' ') x, count(*) from users group by x order by x
select if(n > 2, g, 'xA') x, count(*), max(left(g, 2)) from users group by x order by x
