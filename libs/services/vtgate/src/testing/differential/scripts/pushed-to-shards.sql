-- on MariaDB too
-- natively
sh: create table users (id bigint primary key, name varchar(40), n int)
sh: create table posts (id bigint, author_id bigint, n int, w decimal(6,2), primary key (author_id, id))
insert into users values (1, 'ann', 1), (2, 'ben', 1), (3, 'cat', 2), (4, 'dan', null), (5, 'eve', 3), (6, 'fay', 2), (7, 'gus', 9)
insert into posts values (1, 1, 1, 1.10), (2, 1, 2, 2.20), (3, 1, 3, null), (1, 2, 1, 0.01), (2, 2, 7, 5.55), (1, 3, null, 3.30), (1, 6, 2, 9.99), (2, 6, 2, 0.10), (9, 40, 5, 1.00), (8, 41, null, null)
select author_id, count(*) as c from posts group by author_id having count(*) > 1 order by author_id
select author_id, count(*) as c from posts group by author_id having c > 1 order by c desc, author_id limit 2
select author_id, avg(w) as a, n from posts group by author_id, n having a > 2 or n > 6 order by author_id, n
select author_id from posts group by author_id having max(n) + author_id > 7 order by author_id limit 1, 2
select x.author_id from (select author_id, sum(n) as s from posts group by author_id having s > 3) as x join users on users.n = x.author_id order by 1
select count(distinct author_id), count(distinct author_id, n), sum(distinct author_id), avg(distinct author_id), max(distinct n), count(*) from posts
select n, count(distinct author_id), avg(distinct author_id) from posts group by n order by n
select count(distinct p.author_id), count(distinct u.id) from users u left join posts p on p.author_id = u.id
select count(distinct author_id, n), sum(distinct author_id) from posts where author_id > 90
select u.id, p.n from users u left join posts p on p.n = u.n and p.id = 1 order by u.id limit 3
select u.id, p.id from users u left join posts p on p.n = u.n order by u.id, p.id limit 2, 4
select u.id from users u left join posts p on p.n = u.n where p.id is null order by u.id limit 2
select count(*) from (select u.id, p.id as q from users u left join posts p on p.n = u.n limit 5) as d
select count(*) from (select id from users union all select author_id from posts limit 6) as d
select count(*) from (select id from users where id = 1 union all select author_id from posts where author_id = 2 limit 2 offset 1) as d
select x from (select id as x from users union select author_id from posts) as d where x = 6
select x from (select id as x from users union select author_id from posts) as d where x in (2, 40) order by x
select id from users union select author_id from posts order by id
select id, n from users union select author_id, n from posts order by id desc, n limit 5
select id from users union select p.author_id from users u left join posts p on p.author_id = u.id order by id
select p.author_id from users u left join posts p on p.author_id = u.id union select id from users order by author_id
select count(*) from (select id from users union select author_id from posts) as d join users on users.id = d.id
select id from users union select 5 order by id
select id from users where not id != 5
select id from users where not (id != 5 or n = 4)
select id from users where not (id != 5 and id != 6) order by id
select id from users where not not id = 5
select id from users where id <=> 5
select id from users where (id, n) <=> (5, 3)
select id from users where n <=> null
select id from users where not id <=> 5 order by id
select id from users where ((n, id), name) in (((1, 1), 'ann'), ((2, 6), 'fay'), ((null, 4), 'dan')) order by id
update users set n = n + 1 where not (id != 5 or name = 'ann')
select id, n from users order by id
