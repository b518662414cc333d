-- Texts and numbers that are moments in part.
sh: create table users (id bigint primary key, dt datetime(6), ti time(6), s varchar(40), n bigint)
insert into users values (1, '2024-03-31 02:30:00', '-838:59:59', '2024-01-02 03:04:05:6', 123456789)
insert into users values (2, '2024-03-31 02:30:00.25', '10:11:12.5', '1:2:3:4:5:6:7::', 19990123456789)
insert into users values (3, '1000-01-01', '00:00:01', '2024-01-10', 240131), (4, null, null, '10:11:12', 20240131101112), (5, null, null, '1.2.3.4.5', 101)
select id, max(dt) / 3, max(ti) / 7, max(dt) / 7, max(dt) * 1.5, max(ti) + 0, round(max(ti) / 3, 4) from users group by id order by id
select id, cast(max(s) as datetime(6)) from users group by id order by id
select id, extract(hour_minute from max(s)), extract(second from concat(max(s))) from users group by id order by id
select id, dayofmonth(max(n)), month(max(n)), last_day(max(n)), hour(max(n)) from users where id < 4 group by id order by id
