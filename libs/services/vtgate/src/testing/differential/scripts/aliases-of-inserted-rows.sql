-- An alias is for the rows of VALUES (…) alone: ROW(…) and queries with one are error 1064, and do nothing.
sh: create table users (id bigint primary key, s varchar(20), n int)
insert into users values (1, 'a', 5), (2, 'b', 6)
insert into users (id, n) values row(1, 2), row(9, 3) as k(a, b) on duplicate key update n = k.b
insert into users (id, n) values (1, 2), (9, 3) as k(a, b) on duplicate key update n = k.b
insert into users (id, n) (select 1, 2) as k(a, b) on duplicate key update n = k.b
select * from users order by id
