-- on MariaDB too
-- A subquery sees what the columns of the select list around it are called, but in WHERE.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v int, k int, primary key (author_id, id))
un: create table plain_t (id bigint primary key, n int)
insert into users values (1, 3, 1, 'Ann'), (2, null, 2, 'bob'), (3, 3, 2, null), (4, 5, 1, 'x')
insert into posts values (1, 1, 10, 1), (1, 2, 20, 2), (1, 4, 40, 3), (2, 4, 50, 4)
insert into plain_t values (1, 2), (2, 3), (3, 4)
select m + 1 kk, (select max(p.v) from posts p where p.author_id = kk) x from users order by id
select id kk, (select max(p.v) from posts p where p.author_id = kk) x from users order by id
select id kk, (select count(*) from posts p where p.v > kk * 10) x from users where id = 4
select id k, (select count(*) from posts where author_id = k) x from users order by id
select id u, (select max(v) v from posts where author_id = u having v > 10) x from users order by id
select n x, (select x from plain_t where id = 1) y from users order by id
select id kk, (select count(*) from posts where author_id = kk) c, (select c + 1) e from users order by id
select count(*) c, (select c + 1) e from users
select n, count(*) c from users group by n having exists (select 1 from posts p where p.author_id = c) order by n
select n kk from users group by n having exists (select 1 from posts p where p.author_id = kk - 1) order by n
select n kk, count(*) from users group by n order by (select max(v) from posts where author_id = kk), kk
select id kk from users where (select count(*) from posts where author_id = kk) > 0
select m kk, (select max(n) from plain_t where id = kk) x from users where id = 1
