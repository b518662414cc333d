-- A plan that is kept for other literals groups by what is written.
sh: create table users (id bigint primary key, name varchar(20), n int, s varchar(10))
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 'Ann', 3, 'x'), (2, 'bob', null, 'y'), (3, 'cem', 3, null), (4, 'dora', 5, 'x'), (5, 'e', 6, 'z'), (6, 'f', 8, 'z')
insert into posts values (1, 1, 10), (1, 2, 20), (2, 4, 40), (3, 4, 50)
select n % 2, count(*) from users group by n % 2 order by 1
select n % 3, count(*) from users group by n % 2 order by 1
select n % 3, count(*) from users group by n % 3 order by 1
select n % 2 m, count(*) from users, posts group by n % 2 order by 1
select n % 3 m, count(*) from users, posts group by n % 2 order by 1
select n % 3 m, count(*) from users, posts group by n % 3 order by 1
select n + 1, n + 1 from users group by n + 1 order by n + 1
select n + 1, n + 2 from users group by n + 1 order by n + 1
select distinct n % 2 from users order by n % 2
select distinct n % 3 from users order by n % 2
set sql_mode = ''
select max(n % 2), count(*) from users group by n % 2 order by n % 2
select max(n % 3), count(*) from users group by n % 2 order by n % 2
select n % 2, count(*) from users group by n % 2 order by 2, 1
select max(n), count(*) from users, posts group by n % 2 order by n % 2
select max(n), count(*) from users, posts group by n % 3 order by n % 3
