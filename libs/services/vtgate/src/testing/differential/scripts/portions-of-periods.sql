-- for MariaDB alone
-- FOR PORTION OF a period over shards: each shard cuts its own rows, and keeps what is left of them.
sh: create table users (id bigint, n int, s varchar(20), f date, u date, period for p (f, u), primary key (id, f))
sh: create table kv (k varchar(20), v int, f date, u date, period for p (f, u), primary key (k, p without overlaps)) with system versioning
un: create table plain_t (k int, v int, f date, u date, period for p (f, u), primary key (k, f))
insert into users values (1, 1, 'a', '2020-01-01', '2021-01-01'), (2, 2, 'b', '2020-01-01', '2021-01-01'), (3, 3, 'c', '2020-05-01', '2020-07-01'), (4, 4, 'd', '2019-01-01', '2020-03-01')
update users for portion of p from '2020-03-01' to '2020-06-01' set n = n + 10 where id = 1
select * from users order by id, f
update users for portion of p from '2020-02-01' to '2020-06-01' set n = n + 100, s = concat(s, '!')
select * from users order by id, f
update users for portion of p from '2020-02-01' to '2020-06-01' set n = 1 where id in (2, 9) and n > 0
delete from users for portion of p from '2020-04-01' to '2020-05-01'
select * from users order by id, f
delete from users for portion of p from '2020-04-01' to '2020-12-31' where id = 2
select * from users order by id, f
delete from users for portion of p from '2018-04-01' to '2018-12-31' where n > 1000000
update users for portion of p from '2020-02-01' to '2020-02-02' set n = 1 where id = 99
update users for portion of p from '2020-02-01' to '2020-02-02' set f = '2020-01-01'
update users for portion of nope from '2020-02-01' to '2020-02-02' set n = 1
update users for portion of p from '2020-06-01' to '2020-05-01' set n = 1
delete from users for portion of p from null to '2020-05-01'
begin
delete from users for portion of p from '2020-01-01' to '2020-03-01'
select count(*) from users
rollback
select * from users order by id, f
insert into kv values ('a', 1, '2020-01-01', '2021-01-01'), ('b', 2, '2020-01-01', '2021-01-01')
update kv for portion of p from '2020-02-01' to '2020-02-02' set v = 3
update kv for portion of p from '2020-02-01' to '2020-03-02' set v = 4 where k = 'A'
select * from kv order by k, f
select count(*) from kv for system_time all
insert into plain_t values (1, 1, '2020-01-01', '2021-01-01'), (2, 2, '2020-01-01', '2021-01-01')
update plain_t for portion of p from '2020-02-01' to '2020-02-02' set v = 3
delete from plain_t for portion of p from '2020-03-01' to '2020-03-02' where k = 1
select * from plain_t order by k, f
prepare s from 'update users for portion of p from ? to ? set n = ? where id = 1'
set @a = '2020-08-01', @b = '2020-09-01', @c = 77
execute s using @a, @b, @c
select * from users order by id, f
