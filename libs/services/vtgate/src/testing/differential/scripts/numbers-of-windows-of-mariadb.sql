-- for MariaDB alone
-- To MariaDB the number of rows of LAG, LEAD, NTILE and NTH_VALUE is any expression, of each row its own.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, y int, primary key (author_id, id))
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x'), (5, 6, 'y'), (6, 7, 'z')
insert into posts values (1, 1, 1), (2, 1, 2), (3, 2, null), (4, 3, 3)
select id, lag(n, -1) over (order by id), lead(n, -1) over (order by id), lag(n, id) over (order by id) from users order by id
select id, ntile(1 + 1) over (order by id), nth_value(n, id) over (order by id), nth_value(s, 1 + 1) over (order by id) from users order by id
select ntile(-1) over (order by id) from users
select nth_value(n, 0) over (order by id) from users
select u.id, p.id, lag(p.id, p.y - 2) over (order by u.id, p.id) x from users u join posts p on p.author_id = u.id order by 1, 2
select y, lead(y, -(1)) over (order by id) x from posts where author_id = 1 order by id
