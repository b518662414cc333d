-- What is the greatest of joined rows is no column any more.
sh: create table users (id bigint primary key, n int, s varchar(20), t text, b blob)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3, 'Ann', 'text', x'00ff'), (2, 4, 'bob', null, x'01')
insert into posts values (1, 3, 10), (1, 4, 20)
select max(b), min(b), max(t), min(s), max(v) from users, posts
select n, max(b), min(t), max(s) from users join posts on users.n = author_id group by n order by n
