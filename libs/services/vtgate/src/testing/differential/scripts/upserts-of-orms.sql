-- Upserts as ORMs write them: all columns again, the key by itself, the id told, also where another table owns the vindex.
un: create table uq_idx (uq bigint primary key, keyspace_id varbinary(128))
un: create table lk_idx (lk bigint, id bigint, seq bigint, keyspace_id varbinary(128), primary key (lk, id, seq))
sh: create table owned (id bigint, seq bigint, uq bigint, lk bigint, v varchar(10), primary key (id, seq), unique key uq (uq))
sh: create table remarks (id bigint, n int, uq bigint, v varchar(10), primary key (id, n))
sh: create table users (id bigint primary key, email varchar(20), name varchar(20), unique key (email))
insert into owned values (1, 1, 10, 1, 'a'), (2, 1, 20, 1, 'b'), (3, 1, 30, 1, 'c'), (4, 1, 40, 2, 'd')
insert into remarks values (1, 1, 10, 'x'), (2, 1, 20, 'y'), (2, 2, null, 'z')
-- The vindex that another table owns.
insert into remarks values (1, 1, 10, 'x2'), (2, 2, 20, 'z2'), (3, 1, 30, 'n') on duplicate key update uq = values(uq), v = values(v)
insert into remarks values (1, 1, null, 'x3'), (2, 1, 20, 'y3') on duplicate key update id = values(id), uq = values(uq), v = values(v)
insert into remarks values (1, 1, 10, 'x4'), (2, 1, 20, 'y4') as new on duplicate key update uq = new.uq, v = new.v
insert into remarks values (1, 1, 10, 'x5') on duplicate key update id = id, n = n, uq = uq
insert into remarks values (1, 1, 10, 'x5') on duplicate key update id = remarks.id, uq = remarks.uq, v = concat(v, '!')
insert into remarks (id, n, v) values (2, 1, 'y6') on duplicate key update uq = uq, v = values(v)
select * from remarks order by id, n
select v from remarks where uq = 20
-- The row's own columns, by themselves.
insert into owned values (1, 1, 10, 1, 'q') on duplicate key update id = id
insert into owned values (9, 1, 20, 5, 'q'), (3, 1, 3, 5, 'q') on duplicate key update id = id, v = values(v)
insert into owned values (9, 1, 30, 5, 'q') on duplicate key update uq = uq, lk = lk, v = concat(v, values(v))
insert into owned values (9, 1, 30, 5, 'r') on duplicate key update id = last_insert_id(id), v = values(v)
select last_insert_id()
insert into owned values (4, 1, 40, 2, 'all') on duplicate key update id = values(id), seq = values(seq), uq = values(uq), lk = values(lk), v = values(v)
insert into owned values (4, 1, 41, 3, 'new'), (5, 1, 50, 3, 'new') on duplicate key update uq = values(uq), lk = values(lk), v = values(v)
insert into owned values (4, 1, 42, 4, 'as') as new on duplicate key update uq = new.uq, lk = new.lk, v = new.v
select * from owned order by id, seq
select id from owned where uq = 42
select id from owned where lk = 4
insert into users values (1, 'a@x', 'A'), (2, 'b@x', 'B')
insert into users values (1, 'a@x', 'A2'), (3, 'c@x', 'C') on duplicate key update id = id, email = values(email), name = values(name)
insert into users values (1, 'a2@x', 'A3') on duplicate key update id = last_insert_id(id), email = values(email)
select last_insert_id()
insert into users values (1, 'x', 'A4') as new (i, e, n) on duplicate key update id = users.id, email = e, name = n
select * from users order by id
