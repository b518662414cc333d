-- The insert id of rows whose ids the statement gives is the last row's, whichever shard speaks last.
sh: create table users (id bigint not null auto_increment primary key, s varchar(20), n int)
insert into users (id, s) values (1, 'A'), (2, 'B'), (3, 'C'), (4, 'D')
insert into users (id, s) values (11, 'A'), (12, 'B'), (13, 'C'), (14, 'D'), (15, 'E')
insert into users (id, s) values (25, 'A'), (22, 'B')
select last_insert_id()
replace into users (id, s) values (301, 'A'), (302, 'x')
select last_insert_id()
insert ignore into users (id, s) values (301, 'A'), (303, 'x'), (22, 'z')
insert ignore into users (id, s) values (301, 'A'), (22, 'z')
-- Of ON DUPLICATE KEY UPDATE too; of rows that were changed LAST_INSERT_ID() knows nothing.
insert into users (id, s) values (1, 'd'), (2, 'e'), (413, 'C') on duplicate key update s = values(s)
select last_insert_id()
insert into users (id, s) values (421, 'A'), (422, 'B'), (423, 'C') on duplicate key update s = values(s)
insert into users (id, s) values (421, 'A'), (422, 'B'), (423, 'C') on duplicate key update s = values(s)
insert into users (id, s) values (421, 'A'), (422, 'B'), (423, 'C') on duplicate key update s = concat(values(s), 'x')
insert into users (id, s) values (431, 'A'), (422, 'B'), (423, 'C') on duplicate key update s = concat(values(s), 'y')
insert into users (id, s) values (421, 'A'), (432, 'B'), (423, 'C') on duplicate key update s = concat(values(s), 'z')
insert into users (id, s) values (501, 'A') on duplicate key update s = 'one'
insert into users (id, s) values (501, 'A') on duplicate key update s = 'one'
insert into users (id, s) values (501, 'A') on duplicate key update s = 'one'
select last_insert_id()
insert into users (id, s) values (501, 'A') on duplicate key update s = 'two', n = last_insert_id(77)
select last_insert_id()
-- LAST_INSERT_ID(expr) among the values says it, and of several rows the last one.
insert into users (id, s, n) values (601, 'A', last_insert_id(55))
select last_insert_id()
insert into users (id, s, n) values (602, 'A', last_insert_id(56)), (603, 'B', last_insert_id(57)), (604, 'C', last_insert_id(58)), (605, 'D', last_insert_id(59))
select last_insert_id()
replace into users (id, s, n) values (601, 'A', last_insert_id(60))
select last_insert_id()
insert into users (id, s, n) values (601, 'A', last_insert_id(61)) on duplicate key update s = 'two'
insert into users (id, s, n) values (606, 'A', last_insert_id(62)) on duplicate key update s = 'two'
select last_insert_id()
select id, s, n from users where id > 600 order by id
