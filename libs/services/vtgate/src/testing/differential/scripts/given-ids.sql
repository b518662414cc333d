-- The insert id of rows whose ids the statement gives is the last row's, whichever shard speaks last.
sh: create table users (id bigint not null auto_increment primary key, s varchar(20))
insert into users (id, s) values (1, 'A'), (2, 'B'), (3, 'C'), (4, 'D')
insert into users (id, s) values (11, 'A'), (12, 'B'), (13, 'C'), (14, 'D'), (15, 'E')
insert into users (id, s) values (25, 'A'), (22, 'B')
select last_insert_id()
replace into users (id, s) values (301, 'A'), (302, 'x')
