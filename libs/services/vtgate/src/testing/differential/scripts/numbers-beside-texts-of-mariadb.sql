-- for MariaDB alone
-- A set operation of numbers and texts makes texts of all digits of what was computed, and of what was chosen those that it has.
sh: create table users (id bigint primary key, n int, d decimal(10,3), s varchar(20))
sh: create table posts (id bigint, author_id bigint, y int, v varbinary(20), primary key (author_id, id))
insert into users values (1, 3, 1.5, 'Ann'), (2, null, null, 'bob'), (3, 7, 4, null), (4, 5, 7, 'x')
insert into posts values (1, 1, 1, 'q'), (2, 1, 2, 'r'), (3, 2, null, null), (4, 3, 3, 's')
select n / 7 from users union select v from posts order by 1
select avg(d) from users union all select s from users order by 1
select greatest(cast(d as decimal(8, 2)), id) from users union select v from posts order by 1
select coalesce(d, id), 1 from users except select v, 1 from posts order by 1
select if(id > 2, d, id) from users union all select n / 3 from users union all select s from users order by 1
select d from users union select s from users order by 1
select n * 2 from users union select s from users order by 1
select n / 7 from users union select d from users order by 1
