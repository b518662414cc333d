-- What an UPDATE warns of is counted by rows, whichever shards they are on: what it sets is computed for each, what its WHERE compares with is known before.
sh: create table users (id bigint not null primary key, n int, s varchar(20), m int)
sh: create table posts (id bigint, author_id bigint, v varchar(9), n int, primary key (author_id, id))
sh: create table kv (k varchar(9) primary key, n int not null)
sh: create table owned (id bigint not null, seq int not null, uq int, lk int, n varchar(9), primary key (id, seq), unique key (uq))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(20))
un: create table lk_idx (lk int, id bigint, seq int, keyspace_id varbinary(20), primary key (lk, id, seq))
insert into kv values ('a', 1), ('b', 2), ('c', 3), ('d', 4)
insert into owned values (1, 1, 1, 7, 'x'), (2, 1, 2, 8, ''), (3, 1, 3, 9, '5z'), (4, 1, 4, 9, '6')
insert into users values (1, 1, '', 3), (2, 1, 'a0', 4), (3, 1, '7', 5), (4, 2, '', 6), (5, 2, '0', 7), (6, 2, 'b', 8), (7, 3, '', 9), (8, 3, null, 9)
insert into posts values (1, 1, 'x', 1), (1, 2, '', 1), (2, 3, '', 1), (3, 4, '7', 1), (1, 5, 'w', 1), (1, 6, '', 1), (2, 7, 'q', 1)
set sql_mode = ''
update users set n = 5 where cast(s as decimal) < 0
update users set n = 5 where cast(s as decimal) < 0 or id > 0
update users set n = 6 where cast(s as decimal) < 'abc' or id > 0
update users set n = 'abc' + 7
update users set n = 'abc' + 8 where id < 6
update users set n = timediff('10:11:12', 'zz') + 11
update users set s = cast('15:08:00' as binary(4)) where exists (select 1 from posts p where p.author_id = users.m)
update users u set u.m = 20 where exists (select 1 from posts p where p.author_id = u.id and p.n > cast(p.v as decimal))
update posts a set a.author_id = a.author_id + 100 where cast(a.v as decimal) < 4
update users u join posts p on p.author_id = u.id + 100 set u.n = 'abc' + 1, p.n = 3
update kv set n = default
update kv set n = default where n = 0
update owned set lk = lk + 1 where n = 5
update owned set uq = uq + 10 where n < 7 and cast(n as decimal) < 8
delete from owned where n = 5
delete from users where cast(s as decimal) < 0
delete from users where cast(s as decimal) < 'abc'
insert into posts (id, author_id, v, n) select id + 50, id + 50, 'p', 'abc' + 1 from posts
set sql_mode = default
