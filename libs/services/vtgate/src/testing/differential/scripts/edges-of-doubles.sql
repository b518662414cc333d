-- on MariaDB too
-- What becomes of DOUBLEs beyond 63 bits, of their texts, and of numbers beside dates.
sh: create table users (id bigint primary key, db double, d3 datetime(3), dd date, n bigint, u bigint unsigned, s varchar(30))
insert into users values (1, 1e20, '2001-01-01 00:00:00.001', '2001-01-01', -1, 18446744073709551615, '18446744073709551615'), (2, 1.7976931348623157e308, null, null, 5, 7, 'a'), (3, 0.5, '2024-06-01 00:00:00', '2024-06-01', 9223372036854775807, 0, ''), (4, -1e19, null, null, -5, 1, '-3')
select round(max(db)), concat(round(max(db))), round(min(db), 2), concat(round(min(db), 2)), truncate(max(db), 0), concat(truncate(min(db), 1)) from users where id <> 2
select ceil(max(db)), concat(ceil(max(db))), floor(min(db)), concat(floor(min(db)), 'x') from users where id <> 2
select concat(round(max(db))) from users
select trim(leading '1' from round(max(db))) from users where id = 1 or id = 3
select (date'2024-01-31' / true) < max(d3), 20240131.0000 < min(d3), 20240131 < min(d3), 20240131e0 < min(d3), (20240130 + 1) < min(d3), concat('20240', '131') < min(d3), min(d3) > (20240130e0 + 1) from users
select (20240130 + 1) < min(dd), min(dd) between 20240130 + 1 and 20250101, min(dd) in (20010100 + 1, 5), 20010101.0 = min(dd), (20010100 + 1.0) = min(dd), min(dd) = concat('2001', '0101') from users
select u.id from users u join users p on u.dd > 20240100 + p.id where p.id = 1
select right('ABC', max(s)), left('ABC', max(u)), substr('ABC', min(n)), repeat('a', max(s)), lpad('x', min(n), 'y') from users where id in (1, 2)
select field(max(u), -1), field(-1, max(u)), max(u) in (-1), -1 in ('a', max(u)), -1 in (5, max(u)), max(u) = -1 from users
select cast(max(db) * 0.1 as signed) from users where id <> 2
select cast(max(db) as signed) from users where id <> 2
select cast(max(db) as unsigned) from users where id = 3 or id = 4
select cast(min(db) * 1 as signed) from users where id = 3 or id = 4
select cast(max(s) as signed), max(s) + 0, max(s) div 1 from users where id = 1
select max(u) + min(n) from users
select max(u) - max(n), max(n) - max(u) from users
select max(n) + 1 from users
select min(n) * max(u) from users
select -max(u) from users
select abs(min(n)), abs(-max(n) - 1) from users
select max(u) div -1 from users
select max(u) % -7, min(n) % 3, max(db) % 7 from users where id <> 2
select max(n) << 1, max(u) >> 1, ~min(n), max(n) & min(n), max(u) ^ 1, max(db) | 1 from users where id <> 2
select pow(max(n), 2), sqrt(min(n)), exp(max(n)), log(min(n)), ln(max(u)), mod(max(u), 10) from users
select greatest(max(u), min(n)), least(max(u), min(n), 1.5), greatest(max(s), 5), coalesce(max(d3), max(n)) from users
select max(d3) + 0, max(dd) + 0, max(d3) * 1, -max(dd), max(dd) | 0, concat(max(d3) + 0) from users
select max(dd) + interval 1 month, max(d3) - interval 1 microsecond, adddate(max(dd), 31), max(dd) = max(d3), timestampdiff(day, min(d3), max(d3)), datediff(max(d3), min(dd)) from users
select avg(db), sum(db), std(db), avg(n), sum(n), avg(u), sum(u) from users where id <> 2
select conv(max(u), 10, 16), hex(max(u)), bin(max(n)), oct(7), format(max(u), 2), format(max(db), 3) from users where id <> 2
select json_object('a', max(u), 'b', max(d3), 'c', max(db), 'd', max(s)), json_array(max(dd), min(n), true, null) from users where id <> 2
select str_to_date(max(s), '%Y'), date(max(s)), time(max(s)), year(max(s)) from users
select insert('abc', min(n), 1, 'x'), locate('a', max(s), min(n)), elt(min(n), 'a'), substring_index('a.b.c', '.', min(n)) from users
