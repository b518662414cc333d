-- An aggregate in the WHERE of a subquery is one of the query around it.
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3), (2, null), (3, 3), (4, 5), (5, 3)
insert into posts values (1, 1, 1), (1, 2, 2), (1, 4, 3), (2, 4, 50)
select n, count(*) from users group by n having (select count(*) from posts where v > count(*)) > 1 order by n
select n, (select 1 from posts where count(*) > 1 limit 1) x from users group by n order by n
select n from users group by n having exists (select 1 from posts where posts.v = count(*)) order by n
select n from users group by n having exists (select 1 from posts where posts.v = count(users.id)) order by n
select n from users group by n having exists (select 1 from posts where posts.v = max(users.id) - 2) order by n
select id from users where id in (select author_id from posts where count(*) > 1)
