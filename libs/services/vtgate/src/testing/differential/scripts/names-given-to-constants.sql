-- on MariaDB too
-- NAME_CONST gives a column its name, over shards too.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, y int, primary key (author_id, id))
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null)
insert into posts values (1, 1, 1), (2, 1, 2), (3, 2, null), (4, 3, 3)
select name_const('q', 1)
select name_const('q', 1), id from users
select NAME_CONST('a b', 'x'), u.id, p.id from users u join posts p on p.id = u.n
select name_const('q', 1) as z, count(*) from users
select d.q + d.id from (select name_const('q', 1), id from users) d
select name_const('q', 1) union select id from users
