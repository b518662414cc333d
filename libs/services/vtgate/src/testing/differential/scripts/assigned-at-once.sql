-- for MariaDB alone
-- An UPDATE of joined tables assigns a row's values at once, but for a row that a key says; one of a single table assigns from left to right.
sh: create table users (id bigint primary key, n int, s int, t int, c varchar(20))
sh: create table posts (id bigint, author_id bigint, k int, v int, primary key (author_id, id))
insert into users values (1, 1, 0, 0, 'a'), (2, 2, 0, 0, 'b'), (3, 3, 0, 0, null), (4, null, 5, 5, 'd')
insert into posts values (1, 2, 1, 10), (2, 3, 2, 20), (3, 4, 3, 30), (4, 4, 1, 40)
update users a left join posts b on b.k = a.n and b.id < 4 set a.s = b.v, a.t = a.s + 1
select * from users order by id
update users a join posts b on b.k = a.n set a.n = b.k + 7, a.t = a.n + 1, a.c = concat(coalesce(a.c, '-'), a.t) where b.id < 4
select * from users order by id
update users a join posts b on b.id = a.id set a.s = a.t + 1, a.t = a.s + 1
select * from users order by id
update users a join posts b on b.id = a.id set a.s = b.v, a.t = a.s + 1 where a.id = 2
select * from users order by id
update users a join posts b on b.id = a.id set a.s = b.v, a.t = a.s + 3 where a.id = 2 and a.n > 1
select * from users order by id
update users a join posts b on b.author_id = a.id set a.s = b.v, a.t = a.s + 1 where b.id = 3
select * from users order by id
update users set s = n, t = s + 1
select * from users order by id
update users a join (select max(v) m, k from posts group by k) b on b.k = a.id set a.s = b.m, a.t = a.s + 1
select * from users order by id
update users a set a.s = a.t * 2, a.t = a.s + 1 where a.id in (select k from posts)
select * from users order by id
select * from users order by id
select * from posts order by id
sh: create table owned (id bigint primary key, seq int, uq varchar(20), lk varchar(20), n int)
un: create table uq_idx (uq varchar(20) primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk varchar(20), id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into owned values (1, 1, 'a', 'x', 1), (2, 1, 'b', 'y', 2)
update owned a join users u on u.id = a.id set a.n = 7, a.uq = concat('q', a.n)
select * from owned order by id
select id from owned where uq = 'q2'
update owned a join users u on u.id = a.id + 1 set a.n = 8, a.uq = concat('r', a.n, '-', a.id)
select * from owned order by id
select id from owned where uq = 'r7-2'
select id from owned where uq in ('r8-1', 'q1', 'r7-1')
