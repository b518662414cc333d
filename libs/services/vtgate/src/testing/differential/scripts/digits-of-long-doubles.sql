-- A DOUBLE of many digits behind the point is shown with those that it has, and zeros.
-- on MariaDB too
sh: create table users (id bigint primary key, w double(30,10), v double(22,6), s varchar(20))
insert into users values (1, 12345678.9, 63586555474662.15, 'a'), (2, 99999999.99999999, 999999999999999.9, 'b'), (3, 12345678.9, 1234567890.1234567, 'a'), (4, 0.1234567890123, 8388608.015625, 'd'), (5, null, null, 'e')
select s, avg(w), sum(v), max(w) from users group by s order by s
select min(v), avg(w) from users where id = 4
select a.s, a.v + b.id, a.w * 1 from users a join users b on a.s = b.s order by a.id, b.id
