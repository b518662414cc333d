-- Set operations in subqueries that look at the rows around them: their columns are called as they are written.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, d decimal(10,2))
sh: create table posts (id bigint, author_id bigint, n int, d decimal(10,2), primary key (author_id, id))
insert into users values (1, 3, 1.5), (2, null, 2), (3, 3, null), (4, 5, 4), (5, 7, 1.25), (6, 1, 0)
insert into posts values (1, 1, 3, 1.25), (2, 1, null, 2), (3, 4, 5, 1.5), (4, 3, 7, 9), (5, 9, 3, 4)
select id from users where exists (select 1 from posts where author_id = users.id union select 1 from posts where n = users.n) order by id
select id from users where exists (select 2 from posts where author_id = users.id union select 1 from posts where n = users.n) order by id
select id from users where not exists (select 'x', n + 1 from posts where author_id = users.id union select 'y', 3 from posts where d = users.d) order by id
select id, exists (select 1 from posts where author_id = users.id union select 2 from posts where n = users.n) x from users order by id
select id, (select 1 from posts where author_id = users.id union select 1 from posts where n = users.n) x from users order by id
select id, (select 5 from posts where author_id = users.id union select 5 from posts where n = users.n) x from users order by id
select id from users where 1 in (select 1 from posts where author_id = users.id union select 2 from posts where n = users.n) order by id
select count(*) from (select 1 from posts union select 2 from users) q
select count(*) from (select n + 1 from posts union select 2 from users) q
select q.* from (select n + 1 as `a:_b` from posts union select 2 from users) q order by 1
select id from users where exists (select 'x' from posts where author_id = users.id union select 'y' from posts where d = users.d) order by id
select id from users where exists (select _utf8mb4'x', n from posts where author_id = users.id union select 'y', 3 from posts where d = users.d) order by id
