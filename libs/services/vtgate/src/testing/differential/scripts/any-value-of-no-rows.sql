-- ANY_VALUE of no rows is its argument where all columns are NULL; shards without rows have a value, too, which is none where others have rows.
sh: create table users (id bigint primary key, n int, s varchar(20) not null)
sh: create table posts (id bigint, author_id bigint, v int not null, t varchar(20), primary key (author_id, id))
insert into users values (1, 3, 'a'), (2, 4, 'b'), (3, 5, 'c'), (4, 1, 'd'), (5, 2, 'e')
insert into posts values (1, 1, 10, 'x')
select any_value(3) is null from users where false
select any_value(3) is null, any_value(n), any_value(n is null), any_value(s is null), count(*) from users where false
select any_value(n is null), count(*) from users where n = 3
select any_value(n is null), count(*) from users where n = 4
select any_value(n is null), count(*) from users where n = 5
select any_value(n is null), count(*) from users where n = 1
select any_value(coalesce(n, 3)), max(n) from users where n = 5
select any_value(coalesce(n, 3)), max(n) from users where n = 1
select any_value(n), max(s) from users where n > 1 and s = 'c'
select any_value(n is null) x, sum(n) from users where n = 5 having x = 0
select any_value(n is null), count(distinct id) from users where n = 5
select any_value(n is null), count(distinct s) from users where n = 5
select any_value(n is null), count(distinct s) from users where n = 500
select any_value(n is null), group_concat(s order by s) from users where n = 500
select any_value(q.x), count(*) from (select n is null as x, n from users) q where q.n = 5
select any_value(q.x), count(*) from (select 1 as x, n from users) q join posts p on p.v = q.n where q.n > 100
select any_value(u.n), any_value(p.v is null), any_value(4), count(*) from users u join posts p on p.v = u.id where u.n = 3
select any_value(u.n), any_value(4), count(distinct u.n) from users u join posts p on p.v = u.id where u.n = 3 group by u.n
