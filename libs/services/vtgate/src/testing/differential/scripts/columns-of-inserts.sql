-- A list of columns with one that is not there, or one that is there twice, is wrong before those that are missing in it are missed.
sh: create table users (id bigint primary key, n int, s varchar(20))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
insert into users (nope) values (1)
insert into users (n, n) values (1, 2)
insert into users (n, N, nope) values (1, 2, 3)
insert into users (id, n, n) values (1, 2, 3)
insert into posts (id, nope) values (1, 2)
insert into posts (id, id) select 1, 2 from users
insert into posts (id) values (1)
replace into users (nope, nope) values (1, 1)
insert into users set nope = 1
insert into users set n = 1, n = 2
insert into users set s = 'a'
insert ignore into users (nope) values (1)
