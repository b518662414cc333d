-- What the gate computes itself it warns of as MySQL does.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), u int unsigned, d decimal(10,2))
sh: create table posts (id bigint, author_id bigint, v int, s varchar(20), primary key (author_id, id))
insert into users values (1, 3, 1, 'Ann', 5, 1.5), (2, null, 2, 'bob', 0, 2), (3, 3, 2, null, null, 1), (4, 5, 1, 'x', 4294967295, 7), (5, 7, 3, 'y', 7, 0)
insert into posts values (1, 1, 10, 'a'), (1, 2, 20, 'b'), (1, 4, 40, 'd'), (2, 4, 50, 'e'), (4, 5, null, null)
select sum(n) / 0, avg(n) % 0, sum(n) div 0, log(0), max(n) + 'x' from users
show warnings
select n, count(*) / 0 from users group by n order by n
show warnings
select users.id, users.s + posts.v from users join posts on users.id = posts.v / 10
show warnings
select users.id, (users.n + posts.v) / 0 x from users left join posts on users.id = posts.v / 10 order by x, users.id
show warnings
select users.id from users join posts on users.n + posts.id > 'abc' order by users.id
show warnings
-- The number of an extreme's text is taken in silence, but a cast says what it finds.
select max(s) + 1, -max(s), abs(max(s)), max(s) > 1, if(max(s), 1, 2), max(s) | 1, left('abc', max(s)) from users
show warnings
select cast(max(s) as signed) from users
show warnings
select concat(max(s), 'x') + 1 from users
show warnings
select unix_timestamp(max(s)), date(max(s)), hour(max(s)) from users
show warnings
-- As the session's variables say.
set sql_mode = ''
select sum(n) / 0 from users
show warnings
set sql_mode = default
set div_precision_increment = 8
select avg(n), sum(n) / 3, avg(d), avg(n) * 2 from users
select m, avg(n), sum(n) / 7 from users group by m order by m
set div_precision_increment = default
set collation_connection = 'utf8mb4_bin'
select case when max(id) > 0 then 'A' else 'b' end = 'a' from users
set collation_connection = default
-- What is deprecated is said as often as one server says it.
insert into users (id, n) values (1, 5), (2, 6), (3, 7), (4, 8) on duplicate key update n = values(n), m = values(n)
show warnings
insert into users (id, n) select author_id, v from posts on duplicate key update users.n = values(n) + posts.id
show warnings
select * from users order by id
