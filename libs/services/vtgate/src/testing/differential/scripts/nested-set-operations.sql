-- for MariaDB alone
-- Set operations in parentheses on the left have types of their own, before their values take those of the whole.
sh: create table users (id bigint primary key, n int, d decimal(10,4), t datetime, s varchar(20), tx text)
sh: create table posts (id bigint, author_id bigint, y int, v varchar(30), dd date, primary key (author_id, id))
un: create table plain_t (id int primary key, n int, d decimal(10,4), s varchar(20))
insert into users values (1, 3, 1.5, '2020-01-01', 'a', '1'), (2, null, null, null, null, null), (3, 3, 7, '2021-05-05 10:11:12', '7', '7'), (4, 5, 0.3333, '1999-12-31', 'x', 'y'), (6, 7, -4.25, '2024-02-29', 'z', '')
(select n from users union select d from users) union all select t from users order by 1
(select n from users union select d from users) union select t from users order by 1
(select n from users union all select d from users) union all select t from users order by 1
(select n from users union all select d from users) union select s from users order by 1
(select n as x from users union (select d from users order by 1 limit 13)) union select s from users except (select tx from users where id > 3 order by 1) order by 1 limit 3 offset 2
(select n as x from users union (select d from users order by 1 limit 13)) union select s from users order by 1
(select n as x from users union (select d from users where id > 1 order by 1 limit 13)) union select d from users except (select tx from users where id > 3 order by 1) order by 1
((select n as x from users) union (select d from users order by 1 limit 13)) except select tx from users where id > 3 order by 1
(select n as x from users union select d from users) intersect select s from users order by 1
select s from users intersect (select n as x from users union select d from users) order by 1
select s from users union (select n as x from users union select d from users) order by 1
select s from users except (select n as x from users union select d from users) order by 1
select * from (select n as x from users union select d from users) q union select s from users order by 1
insert into plain_t values (1, 3, 3, 'a'), (2, 5, 7, 'b')
(select n from plain_t union select d from plain_t) union all select s from plain_t order by 1
(select 1, 1 union select n, d from plain_t) union select 2, 3
select x from ((select n as x from users union select d from users) union select s from users) q where x <> 'zz' order by x
(select n from users where id = 1 union select d from users where id = 1) union all select s from users where id = 1 order by 1
