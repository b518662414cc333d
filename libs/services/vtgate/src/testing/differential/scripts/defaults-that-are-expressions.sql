-- on MariaDB too
-- DEFAULT where it is an expression, in rows that move, and in columns of vindexes.
un: create table uq_idx (uq varchar(40) primary key, keyspace_id varbinary(128))
un: create table lk_idx (lk varchar(40), id bigint, seq bigint, keyspace_id varbinary(128), primary key (lk, id, seq))
sh: create table users (id bigint primary key, n int, t varchar(40) default (concat('x', 'it''s', 'y')), k int default (n + 1), p int default 5, at datetime default current_timestamp)
sh: create table owned (id bigint, seq bigint, uq varchar(40) default (concat('u', '''', id)), lk varchar(40) default (concat('l', 'k')), primary key (id, seq), unique key (uq))
insert into users (id, n) values (1, 3), (2, null), (3, 3), (4, 5), (5, 7)
insert into owned (id, seq, uq) values (1, 1, 'a'), (2, 1, 'b')
select id, lk from owned where lk = 'lk' order by id
update users set k = default, n = 4 where id = 1
update users set id = 11, k = default, t = default, p = default where id = 1
update users set n = 10, id = 12, k = default where id = 2
update users set t = default, id = id + 20 where id in (3, 4)
select id, n, t, k, p from users order by id
update users set id = 30, t = 'z', n = 8, k = default where id = 5
update users set id = 31, at = default where id = 30
select id, n, t, k, p, at > '2020-01-01' from users order by id
update owned set uq = default, lk = 'other' where id = 1
select id, uq from owned where uq = 'u''1'
update owned set lk = default where id = 1
update owned set id = 3, uq = default where uq = 'b'
select * from owned order by id
select * from owned where uq in ('u''3', 'u''1') order by id
