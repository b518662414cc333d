-- The rows of a DELETE with an order over several shards may be named by an alias.
sh: create table users (id bigint primary key, n int, s varchar(20))
insert into users values (1, 5, 'a'), (2, 4, 'b'), (3, 3, 'c'), (4, 2, 'd'), (5, 1, 'e'), (6, 0, 'f')
delete from users u order by u.n limit 2
delete from users as u where u.n > 2 order by u.s desc, u.id limit 1
delete from users where users.n > 0 order by users.n desc limit 1
select id from users order by id
