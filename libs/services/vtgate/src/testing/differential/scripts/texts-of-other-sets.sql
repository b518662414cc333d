-- Spaces at the end of a text make no other group of it, in character sets that the gate does not compare either.
sh: create table users (id int primary key, n int, sj varchar(10) character set sjis, gb varchar(10) character set gbk, ucs varchar(10) character set ucs2)
insert into users values (1, 5, 'a ', 'a', 'u'), (2, 3, 'a', 'a ', 'u '), (3, null, 'b', 'b', null), (4, 5, null, null, 'v'), (5, -7, 'A', 'A', 'V')
select sj, count(*) from users group by sj order by sj
select gb, sum(n) from users group by gb having count(*) > 1
select distinct sj from users order by sj
select distinct gb, ucs from users order by 1, 2
select count(distinct sj), count(distinct gb), count(distinct ucs) from users
select a.id, b.id from users a join users b on a.gb = b.gb and a.id < b.id order by 1, 2
select sj from users union select sj from users where id > 2 order by 1
-- ANY_VALUE sees no more columns in HAVING than others do.
select count(*) from users having any_value(sj) is not null
select n, max(id) from users group by n having any_value(sj) = 'a' order by n
-- A subquery in a named window.
un: create table plain_t (id int primary key, v int)
insert into plain_t values (1, 10), (2, 20), (3, 30)
select g.id, sum(v) over w s from plain_t g window w as (partition by (select min(n) from users where users.id = g.id)) order by id
select id, rank() over w r from users window w as (partition by (select max(v) from plain_t where plain_t.id = users.id) order by n) order by id
