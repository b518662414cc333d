-- on MariaDB too
-- That VALUES() is deprecated is told also where a query gives no row to insert.
sh: create table users (id bigint primary key, n int, s varchar(20))
un: create table plain_t (id int primary key, n int, s varchar(20))
insert into plain_t values (1, 3, 'one'), (4, 5, 'four')
insert into users (id, n) select id, n from plain_t where id > 9 on duplicate key update n = values(n)
show warnings
insert into users (id, n, s) select id, n, s from plain_t where id > 9 on duplicate key update n = values(n) + 1, s = values ( s )
show warnings
insert into users (id, n) select id, n from plain_t on duplicate key update n = values(n), s = concat(values(s), 'values(s)')
show warnings
insert into users (id, n) select id, n from plain_t on duplicate key update n = users.n + 1, s = 'key values('
insert into users (id, n) select max(id), n from users where id > 9 group by n on duplicate key update n = 5
insert into plain_t (id, n) select id, n from users where id > 9 on duplicate key update n = values(n)
select * from users order by id
