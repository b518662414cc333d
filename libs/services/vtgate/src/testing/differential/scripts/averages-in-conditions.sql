-- on MariaDB too
-- What a write's condition or value computes with a subquery's average is computed with all of its digits, not with those that are shown.
sh: create table users (id bigint primary key, n int, d decimal(20,10), f double, s varchar(30))
sh: create table posts (id bigint, author_id bigint, v int, d decimal(10,3), primary key (author_id, id))
insert into users values (1, 0, 3.333, 1, 'x'), (2, 0, 3.3333333333, 2, 'x'), (3, 0, 3.3333333334, 3, 'x'), (4, 0, 3.33333335, 3, 'x'), (5, 0, 9.9999999999, 3, 'x'), (6, 0, 10, 1, 'x'), (7, 0, 0.4761904761, 4, 'x'), (8, 0, 0.4761904762, 1, 'x')
insert into posts values (1, 1, 10, 1.234), (1, 2, 20, 2), (1, 4, 40, 6.766)
update users set n = 1 where d > (select avg(d) from posts)
update users set n = 2 where d = (select avg(d) from posts)
update users set n = 3 where d * 1 = (select avg(d) from posts) * 1
update users set n = 4 where d = (select avg(d) from posts) * 3
update users set n = 5 where (select avg(d) from posts) * 3 = 10
update users set n = 8 where (select avg(d) from posts) * 3 > 9.99999999
update users set n = 9 where d = (select avg(d) from posts) / 7
update users set n = 10 where d < (select avg(d) from posts) / 7 and d > 0.4761904
update users set n = 11 where d + (select avg(d) from posts) = 13.3333333333
update users set n = 12 where d + (select avg(d) from posts) > 13.3333333333
update users set n = 13 where d - (select avg(v) from posts) / 7 > 0
update users set n = 14 where (select avg(v) from posts) / 7 > 3.3333333
update users set n = 15 where (select avg(v) from posts) / 7 * 3 > 9.9999999
update users set n = 16 where (select avg(v) from posts) / 7 * 3 = 10
update users set n = 17 where f * (select avg(v) from posts) / 7 > 3.33333333333333
update users set n = 18 where mod((select avg(d) from posts), 1) = 0.3333333
update users set n = 19 where round((select avg(d) from posts), 9) = 3.333333333
update users set n = 20 where abs((select avg(d) from posts)) > 3.3333333
update users set n = 21 where -(select avg(d) from posts) < -3.3333333
update users set n = 22 where (select avg(d) from posts where author_id = users.id or users.id > 2) * 3 > 9.99999999 and id > 2
update users set n = 23 where (select avg(d) + 0.1 from posts) > 3.4333333
update users set n = 24 where (select avg(d) * 3 from posts) = 10
update users set n = 25 where coalesce((select avg(d) from posts), 0) * 3 = 10
update users set n = 26 where if(id > 3, (select avg(d) from posts), d) * 3 = 10
delete from users where d * 7 > (select avg(d) from posts) and id < 3
delete from users where d * 7 * 3 < (select avg(d) from posts) * 3 and id < 5
delete from users where (select avg(v) from posts) / 7 * 3 = 10 and id = 6
update users set n = 6 where (select avg(d) from posts) * 3 = 9.9999999 or id = 1
update users set n = 27 where (select avg(d) from posts) * 3 between 9.9999999 and 9.99999999 or id = 3
update users set n = 28 where (select avg(d) from posts) * 3 in (10, 9.9999999) or id = 4
update users set n = 30 where (select avg(d) from posts) in (3.3333333, 9.9999999) or id = 5
update users set n = 31 where id = 3 or n in ((select avg(v) from posts) * 3 - 67, 27)
select id, n from users order by id
update users set d = (select avg(d) from posts) * 3, f = (select avg(d) from posts) / 7
update users set n = (select avg(d) from posts) * 300000000 where id > 4
select * from users order by id
update users set d = d + (select avg(d) from posts) where id > 3
update users set d = d * (select avg(d) from posts), n = 5 where id < 6
update users set d = (select avg(d) from posts) * f where id < 6
select * from users order by id
-- What is found there already takes it, too.
insert into users (id) values (1), (2) on duplicate key update d = (select avg(d) from posts)
insert into users (id) values (3), (4) on duplicate key update d = (select avg(d) from posts) * 3
insert into users (id) values (5), (6) on duplicate key update n = 5 + (select avg(d) from posts) * 300000000, f = (select avg(d) from posts) / 7
select * from users order by id
