-- on MariaDB too
-- A DELETE names its table by an alias, which MariaDB knows where targets are named.
sh: create table users (id bigint primary key, n int)
sh: create table posts (id bigint, author_id bigint, n int, primary key (author_id, id))
sh: create table owned (id bigint not null, uq int, lk int, seq bigint not null, primary key (id), unique key (uq))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(16))
un: create table lk_idx (lk int, id bigint, seq bigint, keyspace_id varbinary(16), primary key (lk, id, seq))
insert into users values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6)
insert into posts values (1, 1, 1), (1, 2, 2), (2, 3, 3)
insert into owned values (1, 1, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3), (4, 4, 4, 4)
delete a from users a where a.n > 5
delete a from users a where a.id = 5
delete a.* from users as a where a.n = 4
delete from a using users a where a.n = 3
delete ignore a from users a where a.n in (select n from posts where id = 2)
delete o from owned o where o.lk = 1
delete o from owned o where o.id = 2
delete o from owned o where o.n = 3
delete o from owned o where o.seq > 3
delete p from posts p where exists (select 1 from users u where u.id = p.author_id)
select * from users order by id
select * from posts order by id, author_id
select * from owned order by id
