-- for MariaDB alone
-- Products and quotients of decimals have up to 38 digits behind the point, and user variables have as many.
sh: create table users (id bigint primary key, n int, d decimal(10,4))
un: create table remarks (id bigint primary key, n int, d decimal(20,15))
insert into users values (1, 3, 1.5), (2, 4, -2.25), (3, null, 0.3333)
insert into remarks values (1, 7, 1.123456789012345), (2, 9, -0.000000000000001)
set @a = 1.5, @b = 0.123456789
select a.id, b.id * @a as v from users a left join remarks b on a.id = b.id order by a.id
select a.id, b.d * a.d, b.d * b.d * a.d, b.d * b.d * b.d from users a left join remarks b on a.id = b.id order by a.id
select a.id, b.n * @a + a.n, a.d * b.d * @b, b.d / a.n, b.d * b.d / a.n from users a left join remarks b on a.id = b.id order by a.id
select sum(b.d * a.d * 1.00000000000001), max(b.d * @a) from users a left join remarks b on a.id = b.id
