-- Columns that USING and NATURAL made one stand once, before the others of their join; those of tables beside are columns of their own.
sh: create table users (id bigint primary key, n int, m int not null default 3, s varchar(20), g varchar(20) collate utf8mb4_general_ci, b varchar(20) collate utf8mb4_bin, l varchar(20) character set latin1, e enum('b','a','c'), d decimal(10,2), f double, dt date, ts datetime(3), ti time, j json, u int unsigned, vb varbinary(10))
sh: create table posts (id bigint, author_id bigint, v int, t varchar(20), dt date, d decimal(8,3), n int, primary key (author_id, id))
sh: create table kv (k varchar(20) primary key, v int, id int)
un: create table plain_t (id int primary key, n int, s varchar(20), dt date, e enum('p','q'))
insert into users values (1, 3, 1, 'Ann', 'ann', 'Ann', 'Ann', 'b', 1.5, 0.5, '2024-01-01', '2024-01-01 10:00:00.5', '10:00:00', '{"a":1,"b":[1,2,3]}', 5, x'61'), (2, null, 2, 'bob', 'BOB', 'bob', 'bob', 'a', 2.25, 1.25, '2024-02-01', '2024-02-01 11:00:00', '-01:00:00', '[1,2]', 0, x'00'), (3, 3, 2, null, null, null, null, 'c', null, null, null, null, null, null, null, null), (4, 5, 1, 'x', 'X', 'x', 'x', 'a', 0, 3, '2023-05-05', '2023-05-05 23:59:59.999', '23:00:00', '"s"', 4294967295, x'ff'), (5, 7, 3, 'y', 'y', 'Y', 'y', 'b', 3, 2.5, '2024-01-01', '2024-01-01 00:00:00', '00:00:01', 'null', 7, x'6162'), (6, 3, 3, 'ANN', 'Ann', 'ann', 'ann', null, -1.5, -2, '2024-03-31', '2024-03-31 12:30:00', '838:59:59', '{"a":2}', 9, x''), (7, 0, 1, 'émile', 'EMILE', 'Émile', 'émile', 'c', 10, 100, '2024-12-31', '2024-12-31 01:02:03.004', '12:00:00', '[]', 3, x'62')
insert into posts values (1, 1, 10, 'a', '2024-01-01', 1.5, 1), (2, 1, 20, 'b', '2024-02-02', 2, 2), (3, 1, 40, 'zz', null, null, null), (1, 2, 50, 'A', '2024-01-01', 0.125, 3), (1, 4, 5, null, '2023-05-05', 10, 3), (2, 4, 15, 'x', '2023-05-06', 11.5, 5), (1, 5, 10, 'y', '2024-01-01', -1, 7), (9, 99, 9, 'q', '2020-02-29', 9, 9)
insert into kv values ('a', 1, 1), ('b', 2, 2), ('c', 3, 3), ('d', null, 4)
insert into plain_t values (1, 100, 'one', '2024-01-01', 'q'), (4, 400, 'four', '2023-05-05', 'p'), (9, null, null, null, null)
select * from users join (posts join kv using (id)) using (id) order by 1, author_id
select * from users a left join users b using (id) left join users c using (n) order by 1, 2, c.id
select * from (select id, n from users) a join (select id, v from posts) b using (id) join (select n, 1 z from users where id < 5) c using (n) order by 1, 2, 3
select * from users join posts using (id), kv where kv.v = 1 order by users.id, author_id
select * from kv, users join posts using (id) where kv.v = 1 order by users.id, author_id
select * from kv, posts left join users using (id) where kv.v = 1 order by posts.id, author_id
select id from users join posts using (id), kv
select id from users join posts using (id) join kv on kv.v = 1
select id from kv join users on kv.v = 1 join posts using (id)
select * from users join posts using (id) left join kv on kv.v = users.id order by 1, author_id
select * from users right join posts using (id) left join kv using (id) order by 1, author_id
select * from kv right join (users right join posts using (id)) using (id) order by 1, author_id
select * from (kv left join users using (id)) right join posts using (id) order by 1, author_id
select id, users.id, posts.id, kv.id from (kv left join users using (id)) right join posts using (id) order by posts.id, author_id
select * from (select id, v from posts) a natural join (select id, n from users) b natural join (select v, n x from posts) c order by 1, 2, 3, 4
select * from (select id, v from posts) a natural left join (select id, n from users) b natural left join (select v, n x from posts) c order by 1, 2, 3, 4
select * from (select id, v from posts) a natural right join (select id, n from users) b natural right join (select n, v x from posts) c order by 1, 2, 3, 4
select * from (select id, v from posts) a join ((select id, n from users) b natural join (select n, v x from posts) c) using (id) order by 1, 2, 3, 4
select count(*) from users natural join posts natural join kv
select n, count(*) from users join posts using (id) join kv using (id) group by users.n order by 1
select * from users u join posts p using (id) join users w using (s) order by u.id, author_id, w.id
select * from users u join posts p on p.author_id = u.id join kv k using (id) order by 1
select * from users u join posts p using (id) where exists (select 1 from kv where kv.id = id) order by u.id, author_id
select * from users u join posts p using (id) where u.id in (select kv.id from kv join plain_t using (id) where kv.v = n) order by u.id, author_id
select id, (select count(*) from kv join posts using (id) where id = u.id) c from users u order by 1
select p.*, q.* from plain_t p left join (users q join kv using (id)) using (id) order by p.id
select * from plain_t left join (users join kv using (id)) using (id) order by plain_t.id
select id from plain_t left join (users join kv using (id)) using (id) order by id
select distinct id from posts left join users using (id) order by id
select id, sum(v) from posts left join users using (id) group by id with rollup
