-- What a statement's spelling is warned of, though its shards get another one; and a subquery of SET sees what the statement has assigned.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into users values (1, 3, 1, 'Ann'), (2, 4, 2, 'bob'), (3, 5, 2, 'x'), (4, 6, 1, 'y')
insert into posts values (1, 1, 10), (1, 2, 20), (3, 2, 30), (1, 4, 40)
select id from users where id = 1 && n > 0
show warnings
select id from users where n > 4 || m = 2 && id > 1 order by id
show warnings
select 1 && 0 && 1, 1 || 0, n'x'
show warnings
update users set s = 'q' where id = 1 && m = 1
show warnings
select '&&', '||', 'n' from users where id = 2
show warnings
set sql_mode = 'pipes_as_concat'
select s || 'b', 1 && 1 from users where id = 1
show warnings
set sql_mode = default
update users u set u.n = u.n + 1, u.m = (select count(*) from posts p where p.id < u.n) where u.id > 1
update users u set u.n = (select max(p.id) from posts p where p.author_id = u.id), u.m = (select count(*) from posts p where p.id <= u.n)
select * from users order by id
select count(distinct interval(n, 3, 4, 5)) from users
select m, count(distinct interval(n, 3, 4, 5)) from users group by m order by m
set sql_mode = 'HIGH_NOT_PRECEDENCE'
select id, not n between 4 and 5, not n in (0, 1), not not n from users order by id
show warnings
select id from users where not n between 4 and 5 and id = 1
show warnings
select id, ! n between 4 and 5, not n != 3 from users order by id
show warnings
set sql_mode = default
