-- for MariaDB alone
-- FOR SYSTEM_TIME over shards: each knows the history of its own rows.
sh: create table users (id bigint primary key, n int, s varchar(20)) with system versioning
sh: create table posts (id bigint, author_id bigint, y int, primary key (author_id, id))
sh: create table fixed (k varchar(10) primary key, v int, rs timestamp(6) generated always as row start, re timestamp(6) generated always as row end, period for system_time (rs, re)) with system versioning
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x'), (5, 6, 'y'), (6, 7, 'z')
insert into posts values (1, 1, 10), (2, 1, 20), (3, 2, null), (4, 3, 30), (5, 9, 1)
insert into fixed (k, v) values ('a', 1), ('b', 2)
update fixed set v = 10
update users set n = n + 1 where id < 4
delete from users where id = 6
select count(*) from users for system_time all
select id, n from users for system_time all order by id, n
select id, n from users for system_time all where id = 1 order by n
select id, n from users for system_time as of now() order by id
select count(*) from users for system_time as of '2001-01-01'
select count(*) from users for system_time from '2001-01-01' to now()
select u.id, u.n, p.y from users for system_time all u join posts p on p.id = u.id order by 1, 2
select distinct median(n) over () from users for system_time all
select id, count(*) over (partition by n) c from users for system_time all order by 1, 2
with all_of as (select id, n from users for system_time all) select n, count(*) from all_of group by n order by n
select k, v, re > now() from fixed for system_time all order by k, v
select * from users for system_time all where id = 6
select id from users where n in (select n from users for system_time all where id = 6) order by id
update users set n = n + 1 order by id limit 2
update users set n = n + 1 where n > 3 limit 1
