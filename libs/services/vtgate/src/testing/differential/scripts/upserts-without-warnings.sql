-- mysqld warns of VALUES() where the client wrote it, and not of what the gate makes of the query's columns.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3, 1, 'Ann'), (2, null, 2, 'bob')
insert into posts values (1, 1, 10), (1, 2, 20), (1, 4, 40)
insert into users (id, n) select author_id, v from posts on duplicate key update n = v
insert into users (id, n) select author_id, v + 1 from posts on duplicate key update m = n, n = v + 1
insert into users (id, n) select author_id, v from posts on duplicate key update n = v, m = m + 1, s = concat(s, v)
insert into users (n, id) select v, author_id from posts on duplicate key update n = users.n + v
insert into users (id, n) select author_id, v from posts on duplicate key update n = values(n)
insert into users (id, n) select author_id, v from posts on duplicate key update n = values(n), m = v
select * from users order by id
