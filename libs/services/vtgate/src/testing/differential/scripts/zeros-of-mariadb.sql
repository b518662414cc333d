-- for MariaDB alone
-- A DOUBLE's zero has no sign, a date of zeros has parts, and of equal texts the first one is the greatest and the least.
sh: create table users (id bigint primary key, n int, f double, s varchar(20), d datetime)
sh: create table posts (id bigint, author_id bigint, y int, f double, v varchar(20), d date, primary key (author_id, id))
set sql_mode = ''
insert into users values (1, 3, 0, 'Ann', '0000-00-00'), (2, 0, 1.5, 'ä', '2024-02-03'), (3, -1, -2.5, '0', null)
insert into posts values (1, 11, 1, -3, 'ann', '0000-00-00'), (2, 12, -2, 0, 'a', '2021-05-06'), (3, 13, null, 1, 'b', null)
set sql_mode = default
select u.id, u.f * p.f, concat(u.f * p.f), concat(u.s * p.y), concat(u.f / p.y), concat(-(u.f * p.f)), concat(round(u.f / (p.f - 10))), cast(concat(u.n, '') as double) * -p.f from users u join posts p on p.id = u.id order by u.id
select u.id, greatest(u.s, p.v), least(u.s, p.v), greatest(p.v, u.s), least(p.v, u.s), greatest(u.s, p.v) + 1 from users u join posts p on p.id = u.id order by u.id
set sql_mode = 'NO_ZERO_DATE,NO_ZERO_IN_DATE'
select u.id, month(u.d), year(p.d), quarter(concat(p.d, '')), dayofmonth(coalesce(p.d, u.d)), month(u.d) + p.y from users u join posts p on p.id = u.id order by u.id
select u.id, elt(u.n * 1e20, p.v), elt(p.y, u.s, p.v) from users u join posts p on p.id = u.id order by u.id
set sql_mode = default
