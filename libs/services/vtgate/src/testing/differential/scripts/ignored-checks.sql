-- for MariaDB alone
-- INSERT IGNORE leaves out the rows of several that a CHECK does not let in, also where such a row is alone on its shard; of a single row it is MariaDB's error.
sh: create table users (id bigint primary key, n int default (1 + 2), s varchar(20) not null default 'dd', check (n < 1000))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id), check (n < 1000))
insert into users (id, n) values (1, 3), (2, 5), (3, 7)
insert ignore into users (id, n) values (41, 3), (40, 5000)
insert ignore into users (id, n, s) values (42, 1, null), (43, 2, 'x'), (44, 3000, 'y'), (45, null, repeat('z', 30)), (1, 2, 'q')
insert ignore into users (id, n) values (50, 5000)
insert ignore into users (id, n) values (51, default), (52, 5)
select * from users order by id
insert ignore into posts values (1, 1, 1), (1, 2, 2000), (1, 3, 3000), (2, 4, 4)
insert ignore into posts select id + 10, id, n * 200 from users where id < 4
select * from posts order by id, author_id
