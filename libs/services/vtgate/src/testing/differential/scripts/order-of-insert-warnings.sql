-- Warnings of an INSERT's rows come in the rows' order, also those that name no row: whichever shards the rows are on.
sh: create table users (id bigint primary key, n int not null, d decimal(5,1), s varchar(3))
sh: create table posts (id bigint, author_id bigint, v varchar(9), primary key (author_id, id))
insert into users values (3, 3, null, null), (5, 5, null, null), (9, 9, null, null)
insert ignore into users values (3, 'x', 1.55, 'long'), (108, '12abc', 9, 'a'), (123, 4, 1.55, 'bc'), (9, 'y', 2, ''), (5, 1, 1, 'more')
show warnings
insert ignore into users values (201, null, 1, 'a'), (202, 3, 1.55, 'b'), (203, null, 2, 'c'), (3, null, 1.55, 'd'), (205, null, 1.55, 'e')
show warnings
insert into posts values (1, 1, 'x'), (2, 3, 'y'), (3, 4, '7'), (4, 5, 'zz'), (5, 6, '8z'), (6, 9, 'w'), (7, 10, '10'), (8, 201, 'q')
insert ignore into users (id, n, s) select author_id, v, concat(v, 'long') from posts order by id
show warnings
set sql_mode = ''
insert into users (id, n) values (301, 'abc' + 1), (302, 'abc' + 1), (303, 2), (304, 'xyz' + 1)
show warnings
insert into users (id, n) values (301, 1), (402, 'abc' + 1), (403, 'x') on duplicate key update n = 'abc'
show warnings
insert into users (id, n, s) values (401, null, 'abcd'), (412, null, 'abcd'), (413, 7, 'abcd'), (414, null, 'abcd')
show warnings
insert into users (id, d, s) values (501, 1.55, 'abcd'), (502, 1, 'abcd'), (503, 1.55, 'd')
show warnings
insert into users (id, n, s) values (601, default, 'abcd'), (602, 4, 'abcd'), (603, default, 'd')
show warnings
sh: create table kv (k varchar(9) primary key, d decimal(5,1), dt date)
insert into kv values ('a', 1.25, '2024/02/03'), ('b', 1, '2024-02-03'), ('c', 1.25, '2024/02/04'), ('d', 1.25, '2024/02/05')
show warnings
set sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO'
insert into users (id, n) values (701, 'x'), (702, 1 / 0), (703, 'y')
insert into users (id, n) values (701, 1 / 0), (702, 'x'), (703, 'y')
insert into users (id, n) values (702, 1), (702, default), (701, 'x')
select * from users order by id
set sql_mode = default
