-- on MariaDB too
sh: create table users (id bigint primary key, d date, t time(3), at datetime(6), n bigint, f decimal(20,6))
un: create table deps (id int primary key, at datetime(6))
-- Of one statement all rows have one time, whatever their shards; SET timestamp and time_zone are heeded.
insert into users (id, at) values (1, now(6)), (2, now(6)), (3, now(6)), (4, now(6)), (5, now(6)), (6, current_timestamp(6)), (7, localtime(6))
select count(*), count(distinct at) from users
update users set at = now(6), t = curtime(3), d = curdate(), n = unix_timestamp()
select count(*), count(distinct at), count(distinct t), count(distinct n), count(distinct d) from users
select count(distinct now(6)), count(distinct utc_timestamp(6)), count(distinct current_time(6)) from users
update users set at = now(6) where id in (1, 2, 3, 4)
select count(distinct at) from users where id < 5
insert into users (id, at) values (1, null), (2, null), (3, null), (8, null) on duplicate key update at = now(6)
select count(distinct at) from users where id < 4
set time_zone = '+05:00'
update users set at = now(6)
select count(*) from users where abs(timestampdiff(second, at, now())) < 60 and abs(timestampdiff(second, at, utc_timestamp())) between 17900 and 18100
set timestamp = 1700000000.123456
select id, now(), now(3), now(6), curdate(), curtime(), curtime(2), current_timestamp, localtimestamp(1), utc_date(), utc_time(4), utc_timestamp(6), utc_timestamp(), unix_timestamp() from users where id < 9 order by id
select max(now()), min(now(3)), max(curdate()), max(curtime(2)), max(utc_date()), max(utc_time()), max(utc_timestamp(2)), max(unix_timestamp()), count(*) from users
select NOW(), Current_Date from users where id < 4
select a.id, now() > b.at from users a join deps b on b.id = a.id where a.at <= now() order by 1
update users set at = now(2), t = utc_time(3), f = now(6) where id in (1, 2)
select id, at, t, f from users where id < 3 order by id
select now() + interval 1 day, date(now()), year(now()), now() + 0, now(3) + 0, concat(now(), 'x'), coalesce(now(), 'a'), unix_timestamp() + 1 from users where id in (1, 2, 3)
select id from users where at = now(2) order by id
delete from users where at >= now(1) and at <= now(3)
select count(*) from users
select distinct now(), (select max(now(4)) from deps) from users
select now() from users where id < 4 union select utc_timestamp() from users where id < 3
with t as (select now(), id from users) select `now()`, count(*) from t group by `now()`
select x.*, now() from (select curdate(), max(id) m from users) x
select id, if(id > 2, now(), null) v, greatest(at, now(6)) from users where id < 3 order by v, id
select date_format(now(6), '%f'), time(now(6)), cast(now(6) as char) from users where id = 3 or id = 4
set timestamp = default
