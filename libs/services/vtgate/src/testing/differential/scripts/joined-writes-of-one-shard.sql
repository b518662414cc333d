-- on MariaDB too
-- What is joined by the keys of one shard is changed there at once, several tables too.
sh: create table users (id bigint primary key, n int, s varchar(30))
sh: create table posts (id bigint, author_id bigint, n int, v varchar(30), primary key (author_id, id))
insert into users values (1, 3, 'Ann'), (2, null, 'b'), (3, 3, null), (4, 5, 'x'), (5, -1, 'ann')
insert into posts values (1, 1, 1, 'one'), (2, 1, 2, 'two'), (3, 2, 3, 'a'), (4, 4, 0, 'zero'), (5, 9, 5, null), (6, 5, 1, 'six')
update users u, posts p set u.s = p.v, p.v = 'moved' where u.id = p.author_id and p.n = 2
update users u join posts p on p.author_id = u.id set u.n = u.n + 1, p.n = p.n * 10 where p.v <> 'moved'
update users u left join posts p on p.author_id = u.id set u.s = coalesce(p.v, 'none'), p.v = concat(u.s, '!') where p.id = 4 or p.id is null
select * from users order by id
select * from posts order by id, author_id
update users u, posts p set u.n = p.n, p.n = u.n where u.id = p.author_id and u.id = 5
update users u join posts p on u.id = p.author_id set u.s = p.v, p.v = u.s where u.id = 1 and p.id = 1
update ignore users u join posts p on u.id = p.author_id set u.n = 7, p.id = 1 where u.id = 1
update users u join posts p on u.id = p.author_id join users w on w.id = u.n set u.s = 'w', p.v = w.s
update users u, posts p set u.n = 0, p.n = 0
select * from users order by id
select * from posts order by id, author_id
delete u, p from users u join posts p on u.id = p.author_id where u.id in (4, 5)
delete from u, p using users u left join posts p on u.id = p.author_id where u.id = 3
delete u, p from users u, posts p where p.author_id = 9
select * from users order by id
select * from posts order by id, author_id
delete u.*, p.* from users as u inner join posts as p on u.id = p.author_id
select count(*) from users
select count(*) from posts
