-- on MariaDB too
-- A row that is joined with several others is changed once, and so is its entry.
un: create table uq_idx (uq varchar(40) primary key, keyspace_id varbinary(128))
un: create table lk_idx (lk varchar(40), id bigint, seq bigint, keyspace_id varbinary(128), primary key (lk, id, seq))
sh: create table owned (id bigint, seq bigint, uq varchar(40), lk varchar(40), primary key (id, seq), unique key (uq))
sh: create table posts (id bigint, author_id bigint, s varchar(20), primary key (author_id, id))
insert into owned values (1, 1, 'a', 'x'), (1, 2, 'b', 'y'), (2, 1, 'd', 'x'), (3, 1, 'e', 'x'), (4, 1, 'f', 'z')
insert into posts values (1, 1, 'pa'), (2, 1, 'pb'), (1, 2, 'pc'), (1, 4, 'pd'), (2, 4, 'pe')
update owned o join posts p on p.author_id = o.id set o.lk = concat(o.lk, 'q') where o.seq = 1
select id, seq from owned where lk = 'xq' order by id, seq
update owned o join posts p on p.author_id = o.id set o.uq = concat(o.uq, 'q') where o.seq = 1
select id, seq, uq from owned where uq in ('aq', 'dq', 'eq') order by id
update owned o join posts p on p.author_id = o.id set o.uq = p.s where o.id = 4 and o.seq = 1
select id, seq, uq, lk from owned order by id, seq
insert into owned values (50, 1, 'pe', 'm')
insert into owned values (50, 2, 'pd', 'm')
