-- in sh
-- Of several rows that cannot be inserted, on several shards, the first one's error is told, and nothing stays.
sh: create table users (id bigint primary key, n int, s varchar(5), d date, m int not null)
insert into users values (1, 1, 'a', null, 1), (2, 2, 'b', null, 2), (3, 3, 'c', null, 3), (4, 4, 'd', null, 4)
insert into users values (10, 'abc', 'a', null, 1), (1, 1, 'a', null, 1), (3, 1, 'b', null, 1), (11, 99999999999, 'a', null, 1)
show warnings
insert into users values (1, 1, 'a', null, 1), (10, 'abc', 'a', null, 1), (11, 99999999999, 'a', null, 1), (12, 1, 'toolong', null, 1)
show warnings
insert into users values (21, 1, 'a', null, 1), (22, 1, 'toolong', null, 1), (23, 99999999999, 'a', null, 1), (24, 'abc', 'a', null, 1), (2, 1, 'a', null, 1)
show warnings
insert into users values (31, 1, 'a', null, 1), (32, 99999999999, 'a', null, 1), (33, 1, 'toolong', null, 1), (34, 1, 'a', '2024-13-01', 1), (35, 1, 'a', null, 1)
show warnings
insert into users values (41, 1, 'a', '2024-13-01', 1), (42, 99999999999, 'a', null, 1), (43, 1, 'toolong', null, 1), (44, 1, 'a', null, 1)
show warnings
insert into users values (51, 1, 'a', null, 1), (52, 1, 'a', null, 1), (53, 1, 'toolong', null, 1), (54, 1, 'a', '2024-13-01', 1), (1, 1, 'a', null, 1), (2, 99999999999, 'a', null, 1)
show warnings
begin
insert into users values (61, 1, 'a', null, 1)
insert into users values (62, 1, 'a', null, 1), (63, 1, 'toolong', null, 1), (64, 1, 'a', '2024-13-01', 1), (65, 99999999999, 'a', null, 1)
show warnings
commit
select * from users order by id
