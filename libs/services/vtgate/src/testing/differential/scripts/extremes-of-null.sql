-- An extreme of NULLs beside its group has a type.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, y int, s varchar(20), primary key (author_id, id))
insert into users values (1, 2, 'a'), (2, 3, 'b'), (3, null, 'c')
insert into posts values (1, 1, 2, 'a'), (2, 5, 3, 'b')
select u.n, max(null) from users u join posts p on u.n = p.y group by u.n, p.s
select u.n, min(null), max(null), max(s) from users u group by u.n
select max(null) from users u join posts p on u.n = p.y
select max(null) from users u join posts p on u.n = p.y group by u.id
select u.id, max(null) from users u join posts p on u.n = p.y group by u.id
