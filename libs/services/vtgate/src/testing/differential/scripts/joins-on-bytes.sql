-- Rows joined by bytes and decimals: those of many rows are asked for at once.
-- on MariaDB too
sh: create table users (id bigint primary key, u binary(4), v varbinary(20), d decimal(10,2), e decimal(20,6) unsigned, i int)
sh: create table posts (id bigint primary key, author_id bigint, u binary(4), v varbinary(30), d decimal(12,4), e decimal(65,0), i bigint unsigned)
insert into users values (1, 'abcd', 'abcd', 1.50, 1.5, 1), (2, 'ab', 'ab', -0.01, 0, 2), (3, x'00ff', x'00ff', 100, 100, 100), (4, null, null, null, null, null), (5, '', '', 0, 0, 0), (6, x'27005c0a', x'27005c0a', 99999999.99, 12345678901234.5, 3), (7, 'ABCD', 'ABCD', 1.50, 7, 7)
insert into posts values (1, 1, 'abcd', 'abcd', 1.5, 2, 1), (2, 2, 'ab', 'ab', -0.01, 0, 2), (3, 3, 'ab', x'61620000', -0.0100, 1, 18446744073709551615), (4, 4, x'00ff', x'00ff', 100.0000, 100, 100), (5, 5, '', '', 0, 0, 0), (6, 6, null, null, null, null, null), (7, 7, x'27005c0a', x'27005c0a', 99999999.9900, 7, 7), (8, 8, 'abcd', 'ABCD', 1.5001, 99999999999999999999999999999999999, 8)
select a.id, p.id from users a join posts p on a.u = p.u order by 1, 2
select a.id, p.id from users a join posts p on a.v = p.v order by 1, 2
select a.id, p.id from users a join posts p on a.u = p.v order by 1, 2
select a.id, p.id from users a join posts p on a.v = p.u order by 1, 2
select a.id, p.id from users a join posts p on a.d = p.d order by 1, 2
select a.id, p.id from users a join posts p on a.e = p.e order by 1, 2
select a.id, p.id from users a join posts p on a.d = p.e order by 1, 2
select a.id, p.id from users a join posts p on a.e = p.d order by 1, 2
select a.id, p.id from users a join posts p on a.d = p.i order by 1, 2
select a.id, p.id from users a join posts p on a.i = p.d order by 1, 2
select a.id, p.id from users a left join posts p on a.u = p.u and a.d = p.d order by 1, 2
select a.id, p.id from users a left join posts p on a.v = p.v and p.id > 2 order by 1, 2
select a.id, p.id from users a join posts p on a.v = p.v and a.i = p.i order by 1, 2
select a.id, p.id from users a join posts p on a.d + 1 = p.d + 1 order by 1, 2
select a.id, p.id from users a join posts p on a.d * 2 = p.d order by 1, 2
select a.id, p.id from users a join posts p on concat(a.v, '') = p.v order by 1, 2
select a.id, p.id from users a join posts p on unhex(hex(a.v)) = p.v order by 1, 2
select a.v, count(p.id) from users a left join posts p on a.v = p.v group by a.v order by 1, 2
select d.v, p.id from (select distinct v from users) d join posts p on p.v = d.v order by 1, 2
select x.s, p.id from (select sum(d) s, id from users group by id) x join posts p on p.d = x.s order by 1, 2
