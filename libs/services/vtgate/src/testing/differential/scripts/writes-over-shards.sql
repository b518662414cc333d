-- What writes read may come from a scratch server, be of derived tables and CTEs, and be rows, lists and values at once.
sh: create table users (id bigint primary key, n int, m int, s varchar(20), d decimal(10,2))
sh: create table posts (id bigint, author_id bigint, v int, s varchar(40), primary key (author_id, id))
un: create table plain_t (id int primary key, n int, s varchar(20))
insert into users values (1, 3, 1, 'Ann', 1.50), (2, null, 2, 'bob', 2.25), (3, 3, 2, null, null), (4, 5, 1, 'x', -3.10), (5, 7, 3, 'y', 100)
insert into posts values (1, 1, 10, 'a'), (1, 2, 20, 'b'), (1, 4, 40, 'd'), (2, 4, 50, 'e'), (3, 9, 60, 'f')
insert into plain_t values (1, 3, 'one'), (4, 5, 'four')
insert into posts (id, author_id, v) select 10, id, row_number() over (order by id desc) from users
insert into posts (id, author_id, v) select 11, id, rank() over (order by n) from users on duplicate key update v = 1
insert into posts (id, author_id, v) select 12, m, sum(n) from users group by m with rollup having m is not null
select * from posts order by author_id, id
update posts set v = v * 2 where (author_id, id) in (select id, 1 from users)
delete from posts where (author_id, id) in (select id, n + 7 from users)
update users set m = 9 where (n, m) = (select n, v from plain_t p join posts q on q.author_id = p.id + 1 where p.id = 1 and q.v = 20)
select * from posts order by author_id, id
with x as (select author_id i, count(*) c from posts group by author_id) update users set m = (select max(c) from x) where id < 4
with x as (select author_id i, count(*) c from posts group by author_id) update users set n = (select c from x where x.i = users.id)
with x as (select author_id i, count(*) c from posts group by author_id) delete from plain_t where id in (select i from x where c > 3)
select * from users order by id
select * from plain_t order by id
update users join (select author_id, max(v) mx from posts group by author_id) t on t.author_id = users.id set users.n = t.mx, s = mx
update users, (select max(v) w from posts) t set m = w where id > 2
update users join (select id, row_number() over (order by n desc) rn from users) t on t.id = users.id set users.m = t.rn
select * from users order by id
delete users from users join (select author_id, count(*) c from posts group by author_id) t on t.author_id = users.id where c > 3
update users set n = n + (select min(v) from posts) where m in (select id from posts where v > (select avg(v) from posts))
select * from users order by id
update posts set author_id = author_id + 10 where author_id in (select id from users where m > 2)
select * from posts order by author_id, id
-- Warnings of values are of each row, whatever shard has it.
select id, n / 0 from users order by id
show warnings
select sum(s), count(*) from posts
show warnings
select id from users where n > 'abc' order by id
show warnings
-- Of a column that is assigned twice the last value is taken.
update users set n = 1, n = 2 where id = 1
update users set n = 1, n = n + 2
update users set n = 7, n = n + id order by id desc limit 2
update users u join posts p on p.author_id = u.id set u.n = 1, u.n = 5, p.v = 3, p.v = p.id + 4
select * from users order by id
select * from posts order by author_id, id
