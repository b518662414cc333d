-- Rows for which others exist, or none: many of them are asked for at once.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, a varchar(30), b varbinary(20), d decimal(10,2))
sh: create table posts (id bigint primary key, author_id bigint, n int, a varchar(40), b varbinary(30), d decimal(12,4))
insert into users values (1, 1, 'Ann', 'Ann', 1.5), (2, 2, 'ann', 'ann', 2), (3, 3, 'Bob', 'Bob', -1), (4, null, null, null, null), (5, 5, '', '', 0), (6, 6, 'straße', 'x', 7.25), (7, 1, 'Ann ', 'Ann ', 1.50)
insert into posts values (1, 1, 1, 'ANN', 'ANN', 1.5), (2, 1, 1, 'Ann', 'Ann', 1.5), (3, 2, 3, 'bob', 'bob', -1), (4, 3, null, null, null, null), (5, 4, 9, 'strasse', 'strasse', 7.2501), (6, 5, 0, '', '', 0), (7, 5, 2, 'x', 'x', 2.0)
select id from users u where exists (select 1 from posts p where p.n = u.n) order by id
select id from users u where not exists (select 1 from posts p where p.n = u.n) order by id
select id from users u where not exists (select * from posts p where p.n = u.n and p.id > 2) order by id
select id from users u where exists (select 1 from posts p where p.a = u.a) order by id
select id from users u where not exists (select 1 from posts p where p.a = u.a) order by id
select id from users u where exists (select 1 from posts p where p.b = u.b) order by id
select id from users u where not exists (select 1 from posts p where u.d = p.d and p.a <> 'x') order by id
select id from users u where exists (select 1 from posts p where p.n = u.n and p.a = u.a) order by id
select id from users u where exists (select 1 from posts p where p.author_id = u.id and p.n = u.n) order by id
select id from users u where not exists (select 1 from posts p where p.author_id = u.n) order by id
select id from users u where exists (select 1 from posts p join posts q on p.n = q.n and p.id <> q.id where p.n = u.n) order by id
select id from users u where u.n in (select p.n from posts p where p.a = u.a) order by id
select id from users u where u.n not in (select p.n from posts p where p.a = u.a) order by id
select id from users u where exists (select 1 from posts p where p.n = u.n and p.id > u.id) order by id
select id from users u where exists (select 1 from posts p where p.n = u.n + 1) order by id
select id from users u where exists (select count(*) from posts p where p.n = u.n) order by id
select id from users u where exists (select 1 from posts p where p.n = u.n limit 1) order by id
select id from users u where exists (select 1 from posts p where p.n = u.n group by p.a having count(*) > 1) order by id
select id from users u where exists (select distinct p.a from posts p where p.n = u.n) order by id
select id from users u where exists (select 1 from posts p where p.n = u.n and p.n = u.id) order by id
select id from users u where exists (select 1 from posts p where p.n <=> u.n) order by id
select id from users u where exists (select 1 from posts p where p.n = u.n) and not exists (select 1 from posts p where p.b = u.b) order by id
select count(*) from users u where exists (select 1 from posts p left join users v on v.id = p.author_id where p.n = u.n)
select u.n, count(*) from users u where exists (select 1 from posts p where p.n = u.n) group by u.n order by 1
select id, exists (select 1 from posts p where p.n = u.n) e from users u order by id
update users u set a = 'found' where exists (select 1 from posts p where p.n = u.n)
select id, a from users order by id
delete from users where not exists (select 1 from posts p where p.n = users.n)
select id, a from users order by id
