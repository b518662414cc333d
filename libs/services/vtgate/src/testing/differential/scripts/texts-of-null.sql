-- on MariaDB too
-- A text made of NULL has the weakest collation: what it is put together with decides whether the result is a text.
sh: create table users (id bigint primary key, n int, t varchar(10), b varbinary(10))
un: create table deps (id bigint primary key, n int)
insert into users values (1,1,'a','b'),(2,1,'z','z'),(3,2,'q',null)
insert into deps values (1,1),(2,1)
select if(c.n = u.n, u.id, reverse(null)) from users c, deps u order by c.id, u.id limit 2
select if(c.n = u.n, u.id, reverse(null)) from users c, deps u order by c.id, u.id
select if(c.n > 1, c.id, reverse(null)) from users c
select reverse(null) from users c
select if(c.n = u.n, u.id, lower(null)) from users c, deps u
select if(c.n = u.n, u.id, concat(null)) from users c, deps u
select if(c.n = u.n, u.id, concat('a',null)) from users c, deps u
select if(c.n = u.n, u.id, null) from users c, deps u
select if(c.n = u.n, u.id, trim(null)) from users c, deps u
select if(c.n = u.n, u.id, left(null,1)) from users c, deps u
select if(c.n = u.n, u.id, repeat(null,1)) from users c, deps u
select if(c.n = u.n, u.id, replace(null,1,2)) from users c, deps u
select if(c.n = u.n, u.id, hex(null)) from users c, deps u
select if(c.n = u.n, u.id, lpad(null, 1, 2)) from users c, deps u
select if(c.n = u.n, u.id, substring(null, 1, 2)) from users c, deps u
select if(c.n = u.n, u.id, b) from users c, deps u
select if(c.n = u.n, u.id, reverse(u.id)) from users c, deps u
select coalesce(c.n = u.n, reverse(null), u.n) from users c, deps u
select case when c.n = u.n then 1 else reverse(null) end from users c, deps u
select case when c.n = u.n then u.id else reverse(null) end from users c, deps u
select ifnull(c.n + u.n, reverse(null)) from users c, deps u
select ifnull(reverse(null), c.n + u.n) from users c, deps u
select if(c.n = u.n, 1.5, reverse(null)) from users c, deps u
select if(c.n = u.n, reverse(null), date'2020-01-01') from users c, deps u
select if(c.n = u.n, reverse(null), b) from users c, deps u
select if(c.n = u.n, reverse(null), 'x') from users c, deps u
select if(c.n = u.n, reverse(null), reverse(null)) from users c, deps u
select if(c.n = u.n, b, u.id) from users c, deps u
select if(c.n = u.n, x'41', u.id) from users c, deps u
select if(c.n = u.n, lower(null), cast(u.id as json)) from users c, deps u
select concat(c.n + u.n, reverse(null)) from users c, deps u
select concat(c.n + u.n, b) from users c, deps u
select max(reverse(null)) from users c
select nullif(reverse(null), c.n + u.n) from users c, deps u
select greatest(reverse(null), c.n + u.n) from users c, deps u
