-- What MIN() and MAX() find is kept in a derived table as it is in the columns, also where they keep no groups: a member of an ENUM is a number there, too.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, m int, e enum('b','a','c'), st set('x','y','z'), z int(6) zerofill, z2 decimal(8,2) zerofill)
sh: create table posts (id bigint, author_id bigint, v int, z5 int(5) zerofill, primary key (author_id, id))
insert into users values (1, 3, 1, 'b', 'x', 3, 1.5), (2, null, 2, 'a', 'x,y', 12, 22.25), (3, 3, 2, 'c', 'z', 7, 3), (4, 5, 1, 'a', '', null, null), (5, 7, 3, 'b', 'y', 0, 0)
insert into posts values (1, 1, 10, 3), (1, 2, 20, 12), (1, 4, 40, 1), (2, 4, 50, 1)
select t.e, t.s, t.z, t.z2 from (select max(e) e, min(st) s, max(z) z, max(z2) z2 from users) t
select t.z, t.z2 from (select max(z) z, max(z2) z2 from users) t
select t.z, concat(t.z) from (select max(z) z, count(distinct n) from users) t
select t.e, t.m from (select e, max(n) m, count(*) from users group by e) t order by t.e
select concat(t.e), t.e + 0, t.s + 0, concat(t.z), t.z + 0, concat(t.z2), t.z2 + 1 from (select max(e) e, max(st) s, max(z) z, max(z2) z2 from users) t
with t as (select max(e) e, max(z) z from users) select e, e + 0, z, concat(z) from t
select (select t.e from (select max(e) e from users) t) + 0, (select max(e) from users) + 0
select max(t.e), max(t.z) from (select max(e) e, max(z) z from users) t
select t.e, t.e + 0 from (select max(e) e, count(distinct n) c from users) t
select t.e, t.e + 0 from (select m, max(e) e, count(distinct n) c from users group by m) t order by 2
select t.e, t.e + 0 from (select max(e) e from users having max(id) > 1) t
select t.e, t.e + 0 from (select max(e) e from users limit 1) t
select t.e, t.e + 0 from (select distinct max(e) e from users) t
select t.e, t.e + 0, t.z from (select max(e) e, max(z) z, sum(n) from users where id = 1) t
select t.e, t.e + 0, concat(t.z) from (select max(u.e) e, max(u.z) z from users u join posts p on p.v > u.n) t
select p.id, t.e, t.e + 0 from (select max(e) e from users) t join posts p on p.id = t.e order by p.id
select u.id, t.e, t.e + 0, t.z from users u join (select max(e) e, max(z) z from users) t on u.e = t.e order by 1
select u.id from users u join (select max(e) e, max(z) z from users) t on u.z = t.z
select u.id from users u where u.e in (select t.e from (select max(e) e from users) t) order by 1
