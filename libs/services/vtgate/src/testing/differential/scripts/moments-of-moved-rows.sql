-- on MariaDB too
-- A row that an UPDATE puts on another shard has been changed: ON UPDATE CURRENT_TIMESTAMP says when.
sh: create table users (id bigint primary key, n int, t datetime default '2001-01-01' on update current_timestamp, s timestamp(3) null on update current_timestamp(3), u datetime)
insert into users (id, n) values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8)
set timestamp = 1700000000.25
update users set id = id + 20 where id < 4
update users set id = id + 20, t = t, s = null where id in (4, 5)
update ignore users set id = id + 20 where id in (6, 7)
update users set id = id where id = 8
select id, n, t, s, u from users order by id
set timestamp = default
