-- Members of an ENUM have a collation in a set operation, which does not mix with every other.
sh: create table users (id bigint primary key, n int, g varchar(20) collate utf8mb4_general_ci, s varchar(20), b varchar(20) collate utf8mb4_bin, e enum('a','b'), eg enum('a','b') collate utf8mb4_general_ci, st set('a','b'))
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
insert into users values (1, 3, 'a', 'a', 'a', 'a', 'b', 'a,b'), (2, null, null, null, null, null, null, null), (3, 3, 'c', 'ann', 'A', 'b', 'a', '')
insert into posts values (1, 1, 3), (1, 2, 5), (2, 4, 3)
select a.e t from users a join posts p on p.n = a.n union all select g from users
select a.st t from users a join posts p on p.n = a.n union all select g from users
select g from users union select a.e from users a join posts p on p.n = a.n
select a.e t from users a join posts p on p.n = a.n union all select eg from users
select a.e t from users a join posts p on p.n = a.n union all select s from users
select a.e t from users a join posts p on p.n = a.n union all select b from users
select a.e t from users a join posts p on p.n = a.n union all select st from users
select a.e t from users a join posts p on p.n = a.n union all select 'x'
select a.e t from users a join posts p on p.n = a.n union all select n from users
