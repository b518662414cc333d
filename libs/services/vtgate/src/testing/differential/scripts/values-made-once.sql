-- on MariaDB too
-- What is another value each time it is computed is one for a column of a derived table whose rows are cut, and for a row beside all others.
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3), (2, null), (3, 3), (4, 5), (5, 5), (6, 1)
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40), (2, 4, 50)
select r - r2 = 0 from (select r, r r2 from (select id, rand() r from users order by id limit 3) y) x
select floor(r * 100000) - floor((r + 0) * 100000) = 0 z from (select id, rand() r from users order by id limit 3) x
select count(*) from (select id, uuid() r from users order by id limit 3) x where r <> concat(r, '')
select x.r = concat(x.r, '') z, p.v from (select id, uuid() r from users order by id limit 4) x join posts p on p.author_id = x.id order by p.v
select if(r < 0.5, r < 0.5, r >= 0.5) z from (select id, rand() r from users order by id limit 4) x
select id from (select id, rand() r from users order by r limit 10) x order by id
with c as (select id, rand() u from users order by id limit 3) select u = u + 0 from c
select count(distinct r) from (select uuid() r) x join users on users.id < 9
with c as (select uuid() u) select count(distinct c.u) from c, users
select if(x.r < 0.5, x.r < 0.5, x.r >= 0.5) z, u.id from (select rand() r) x join users u order by u.id
select count(*) from (select uuid() a) x, (select uuid() b) y where a <> b
