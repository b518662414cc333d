-- Rows joined by what is computed of the others' columns: the sum is a value, which tells a shard, and many are asked for at once.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, small tinyint unsigned, name varchar(20))
sh: create table posts (id bigint primary key, author_id bigint, user_id bigint, n int unsigned, total decimal(10,2))
insert into users values (1, 1, 1, 'a'), (2, null, 255, 'b'), (3, 5, 0, 'c'), (4, -3, 7, 'd'), (5, 2, 2, 'e'), (6, 0, 100, 'f')
insert into posts (id, author_id, user_id, n, total) values (1, 1, 2, 1, 1.50), (2, 2, 3, 4, 2), (3, 3, null, 0, null), (4, 4, 6, 3, 7.25), (5, 5, 1, 4294967295, 1)
select u.id, o.id from users u join posts o on o.author_id = u.n + 1 order by 1, 2
select u.id, o.id, o.total from users u left join posts o on o.author_id = u.n + 1 order by 1, 2
select u.id, v.id from users u left join users v on v.id = u.n * 2 - 1 order by 1, 2
select u.id, v.id, w.id from users u left join users v on v.id = u.n + 1 left join users w on w.id = v.n + 2 order by 1, 2, 3
select o.id, u.id from posts o join users u on u.id = o.user_id + 1 and u.n > o.n - 1 order by 1, 2
select u.id, o.id from users u join posts o on u.small + 1 = o.id order by 1, 2
select u.id, o.id from users u, posts o where u.id + 1 = o.user_id order by 1, 2
select u.id, count(o.id) from users u left join posts o on o.user_id = u.id - 1 group by u.id order by 1
select o.id, u.id from posts o join users u on u.id = o.n - 1 order by 1
select o.id, u.id from posts o left join users u on u.id = o.total + 1 order by 1
select d.s, o.id from (select n + 1 as s, count(*) as c from users group by n) d join posts o on o.id = d.s + 1 order by 1, 2
select d.s, o.id from (select sum(n) as s from users group by small) d join posts o on o.id = d.s + 1 order by 1, 2
select u.id, o.id from users u join posts o on o.id = u.name + 1 order by 1, 2
select u.id from users u where exists (select 1 from posts o where o.user_id = u.n + 1) order by 1
select u.id, (select max(o.total) from posts o where o.author_id = u.n + 1) m from users u order by 1
update users u join posts o on o.author_id = u.n + 1 set u.name = concat(u.name, o.id)
select id, name from users order by id
delete u from users u join posts o on o.user_id = u.n + 1
select id from users order by id
