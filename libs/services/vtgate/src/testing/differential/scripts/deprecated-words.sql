-- What mysqld warns of, the gate warns of where it answers itself: SQL_NO_CACHE, the operator BINARY.
sh: create table users (id bigint primary key, n int, s varchar(20))
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 1, 'c')
select sql_no_cache id from users order by id
show warnings
select id from users where binary s = 'ann' or binary(s) = 'bob' order by id
show warnings
select cast(s as binary), convert(s, binary), convert(s, binary(3)), s collate utf8mb4_bin from users order by id
show warnings
