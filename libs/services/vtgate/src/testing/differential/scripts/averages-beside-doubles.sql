-- What a write compares or computes beside a DOUBLE or FLOAT with a subquery's average goes by all of its digits.
-- on MariaDB too
sh: create table users (id bigint primary key, i int, v decimal(10,4))
sh: create table posts (id bigint, author_id bigint, d double, f float, n int, primary key (author_id, id))
insert into users values (1,1,1.5),(2,1,2.25),(3,2,1.5),(4,4,9)
insert into posts values (1,1,1.3333,1.3333,12),(2,2,1.333333333,1.5,13),(3,3,1.33333333333,1.25,2),(4,4,1.3334,2,5),(5,5,1.4,2,5),(6,1,1.3,3,7)
update posts set n = n + 1 where d > (select avg(i) from users where id < 4)
update posts set n = n + 1 where d <= (select avg(i) from users where id < 4)
update posts set n = n + 1 where (select avg(i) from users where id < 4) <= d
update posts set n = n + 1 where f >= (select avg(i) from users where id < 4)
update posts set n = n + 1 where d > -(select -avg(i) from users where id < 4)
update posts set n = n + 1 where d > -(select avg(i) from users where id < 4)
update posts set n = n + 1 where d > (select avg(i) from users where id < 4) * 1
update posts set n = n + 1 where d >= ifnull((select avg(i) from users where id < 4), 0)
update posts set n = n + 1 where d - (select avg(i) from users where id < 4) > 0
update posts set n = n + 1 where d + 0 > (select avg(v) from users where id < 4)
update posts, users set posts.n = posts.n + 1 where author_id = users.id and posts.d > (select avg(i) from users where id < 4)
update posts set n = n + 1 where d > (select avg(i) * 1 from users where id < 4)
update posts set n = n + 1 where d > (select ifnull(avg(i), 0) from users where id < 4)
update posts set d = d * (select avg(i) from users where id < 4) where id = 5
select * from posts order by id
delete from posts where d < (select avg(i) from users where id < 4) and author_id = 1
delete from posts where d > (select avg(i) from users where id < 4) order by id limit 2
select * from posts order by id
sh: create table padded (k varchar(20) primary key, d decimal(40,20), f double)
insert into padded select 'minus', -avg(i), -avg(i) from users where id < 4
insert into padded select 'product', avg(i) * 2, avg(i) * 2 from users where id < 4
insert into padded select 'sum', 1 + avg(i), 1 + avg(i) from users where id < 4
insert into padded select 'chosen', ifnull(avg(i), 0), ifnull(avg(i), 0) from users where id < 4
update padded set f = (select -avg(i) from users where id < 4), d = (select 1 + avg(i) from users where id < 4) where k = 'sum'
select * from padded order by k
