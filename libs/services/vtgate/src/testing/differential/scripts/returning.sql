-- for MariaDB alone
-- What RETURNING gives of rows that are deleted on one shard, on several, and on none.
sh: create table users (id bigint primary key, n int, s varchar(20))
un: create table plain_t (id int primary key, u uuid, i inet6)
insert into users values (1, 3, 'Ann'), (2, null, 'bob'), (3, 3, null), (4, 5, 'x'), (5, 6, 'y'), (6, 7, 'z')
delete from users where id = 4 returning id, s
delete from users where n = 3 returning id, n + 1 as m, upper(s) u
delete from users where id in (1, 2, 5) returning *
delete from users where n = 99 returning id, s
delete from users where id = null returning id, s
delete from users u where u.id = 6 returning u.id
select * from users order by id
insert into plain_t values (1, '123e4567-e89b-12d3-a456-426655440000', '::1'), (2, null, 'fe80::1') returning *
delete from plain_t where id = 2 returning i
select * from plain_t order by id
insert into users values (11, 1, 'p'), (12, 2, 'q'), (13, 3, 'r')
prepare s from 'delete from users where id = ? returning id, n'
set @a = 11
execute s using @a
prepare s from 'select * from users order by id fetch first 1 rows only'
execute s
prepare s from 'insert into plain_t (id) values (?) returning id'
execute s using @a
prepare s from 'insert into plain_t (id) values (?) returning'
