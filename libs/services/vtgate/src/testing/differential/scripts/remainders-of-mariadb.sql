-- for MariaDB alone
-- A remainder of zero has the sign of what is divided, and is not zero then.
sh: create table users (id bigint primary key, n int, d decimal(10,3), s varchar(20))
sh: create table posts (id bigint, author_id bigint, v int, d decimal(10,2), primary key (author_id, id))
insert into users values (1, 3, 1.5, '2.5'), (2, null, null, null), (3, -3, -7, '-7'), (4, 5, -4.5, 'x')
insert into posts values (1, 1, 1, 0.5), (2, 2, 1, 1), (3, 3, 2, 3.5), (4, 4, -2, 1.5)
select u.id, u.d % p.d, mod(u.d, p.d), u.d % p.d = 0, u.n % p.v, mod(u.s, p.d) from users u join posts p on p.id = u.id order by u.id
select min(d) % 3.5, max(d) % 1.5, sum(n) % 2, mod(sum(d), 5) from users
select u.id, round(u.d, p.v), truncate(p.d, u.n), round(-2.75, u.n is not true) from users u join posts p on p.id = u.id order by u.id
select u.id, truncate(p.d, u.n is false), truncate(p.d, u.n is null) from users u join posts p on p.id = u.id order by u.id
select u.id, cast(2.5e0 as binary) / p.d, cast(u.d as binary) + p.d from users u join posts p on p.id = u.id order by u.id
select u.id, cast(u.id as unsigned) div (p.d * 1000000000000000000000) from users u join posts p on p.id = u.id where p.v > 0 order by u.id
select u.id, cast(p.d as binary) > u.id, cast(p.d as char) <= u.id, cast(p.d as char) = u.n from users u join posts p on p.id = u.id order by u.id
