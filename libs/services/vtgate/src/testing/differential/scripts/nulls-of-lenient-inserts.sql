-- Without a strict sql_mode a NULL for a column that takes none is a warning where the client's INSERT has several rows, also where a shard gets one of them.
sh: create table users (id bigint primary key, n int not null, s varchar(5) not null default 'none', m int)
sh: create table posts (id bigint, author_id bigint, v int, primary key (author_id, id))
insert into posts values (1, 1, 10), (1, 2, null), (1, 4, 40), (1, 7, 70)
set sql_mode = ''
insert into users (id, n, s) values (1, null, 'one'), (2, 2, null), (4, 4, 'x'), (7, 7, 'longer than that')
show warnings
insert into users (id, n) values (10, null)
insert into users (id, n, m) values (11, 3, null), (12, null, null), (14, 5, 6)
insert into users (id, n) select author_id + 20, v from posts
insert into users (id, n) select author_id + 30, v from posts where v is null and author_id = 2
replace into users (id, n) values (1, null), (2, null), (4, 4)
insert into users (id, n) values (50, null), (51, default), (52, 3)
insert into users (id, n) values (1, null), (60, 2)
select * from users order by id
set sql_mode = 'STRICT_TRANS_TABLES'
insert into users (id, n) values (101, null), (102, 2), (104, 4)
select * from users order by id
set sql_mode = default
