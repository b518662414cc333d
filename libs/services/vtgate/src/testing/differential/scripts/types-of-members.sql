-- on MariaDB too
-- What MIN, MAX and subqueries give of an ENUM or SET is a CHAR to MySQL, and a VARCHAR to MariaDB.
sh: create table users (id bigint primary key, n int, s varchar(20), e enum('b','a'), st set('x','y'), c char(5))
sh: create table posts (id bigint, author_id bigint, e enum('b','a','q'), c char(5), primary key (author_id, id))
insert into users values (1, 1, 'Ann', 'a', 'x,y', 'q'), (2, 2, 'bob', 'b', 'y', 'r'), (3, null, null, null, null, null)
insert into posts values (1, 1, 'q', 'z'), (2, 2, 'a', 'y')
select (select e from users order by id limit 1) x, (select c from users order by id limit 1) y, (select st from users order by id limit 1) z
select u.id, (select e from posts p where p.id = u.id limit 1) x from users u order by id
select u.id, (select max(e) from posts p where p.id = u.id) x from users u order by id
select min(e), max(st), min(c) from users
select min(e), count(distinct n) from users
select max(e), count(distinct n), min(st), max(st), max(c) from users
select n, min(e), count(distinct s), max(st) from users group by n order by n
select min(distinct e), sum(distinct n) from users
select max(u.e), min(p.e), max(p.c) from users u join posts p on p.id = u.n
