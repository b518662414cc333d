-- A subquery that gives too many rows is an error only where its value is needed.
sh: create table users (id bigint primary key, n int, m int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, v int, s varchar(20), primary key (author_id, id))
un: create table plain_t (id int primary key, n int)
insert into users values (1, 3, 1, 'Ann'), (2, null, 2, 'bob'), (3, 3, 2, null), (4, 5, 1, 'x'), (5, 7, 3, 'y')
insert into posts values (1, 1, 10, 'a'), (1, 2, 20, 'b'), (1, 4, 40, 'd'), (2, 4, 50, 'e'), (4, 5, null, null)
insert into plain_t values (1, 100), (4, 400)
update users set n = (select id from posts) where id = 999
update users set n = (select id from posts) where id = 1
update users set n = (select id from posts) where id > 900
update users set n = (select id from posts)
update users set n = (select id from posts), m = (select max(id) from posts) where id > 900
update users set m = (select max(id) from posts), n = (select id from posts) where id > 4
update users set id = (select id from posts) where id > 900
delete from users where n = (select id from posts) and id = 999
delete from users where id > 1000 and n > (select id from posts)
delete from users where n > (select id from posts)
delete from users where id = (select id from posts)
delete from plain_t where n = (select id from users)
delete from plain_t where id = 77 and n = (select id from users)
update plain_t set n = (select id from users) where id = 77
insert into plain_t (id, n) select 1, (select id from users) from posts where id = 77
insert into users (id, n) select 1, (select id from users) from posts where id = 1
select id from users where n > (select id from posts) and id > 900
select id, (select id from posts) from users where id > 900
select id, (select id from posts) from users where id > 3
select id from users where id > 900 group by id having count(*) > (select id from posts)
select * from users order by id
-- For LIMIT 0 nothing is computed.
select sum(9223372036854775807 + id) from users limit 0
select exp(1000 * n), count(*) from users group by exp(1000 * n) limit 0
select max(exp(1000 * n)), n from users group by n order by n limit 0
select users.id + 18446744073709551615 from users join posts on users.id = posts.v limit 0
