-- What MIN() and MAX() find is kept in a table with its groups, as it is in the columns, or in none, without an ENUM's list and a number's zeros.
sh: create table users (id bigint primary key, n int, m int, e enum('b','a','c'), st set('x','y','z'), z int(6) zerofill, z2 decimal(8,2) zerofill)
sh: create table posts (id bigint, author_id bigint, v int, z5 int(5) zerofill, primary key (author_id, id))
insert into users values (1, 3, 1, 'b', 'x', 3, 1.5), (2, null, 2, 'a', 'x,y', 12, 22.25), (3, 3, 2, 'c', 'z', 7, 3), (4, 5, 1, 'a', '', null, null), (5, 7, 3, 'b', 'y', 0, 0)
insert into posts values (1, 1, 10, 3), (1, 2, 20, 12), (1, 4, 40, 1), (2, 4, 50, 1)
select min(e), count(distinct n) from users
select max(e), count(distinct n), min(st), max(st) from users
select m, min(e), count(distinct n), max(st) from users group by m order by m
select m, min(e), max(st) from users group by m order by m
select min(e), count(distinct e), max(e) from users
select min(e) from users
select min(distinct e), sum(distinct n) from users
select max(u.z) from users u join posts p on u.id < p.v
select max(u.z), min(p.z5), max(u.z2), min(u.z), min(u.z2) from users u join posts p on u.id < p.v
select p.id, max(u.z), min(p.z5) from users u join posts p on u.id < p.v group by p.id order by 1
select max(u.z), count(distinct p.v) from users u join posts p on u.id < p.v
select p.id, max(u.z), count(distinct p.v) from users u join posts p on u.id < p.v group by p.id order by 1
select max(z), min(z2), sum(z), avg(z2) from users
