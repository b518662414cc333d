-- on MariaDB too
-- What is no statement commits nothing; a schema change does, also one that fails.
un: create table plain (id bigint primary key, n int)
sh: create table users (id bigint primary key, n int, s varchar(30))
-- in un
begin
insert into plain values (1, 1)
create table broken (a int
rollback
select * from plain
begin
insert into plain values (2, 2)
create tabel broken (a int)
alter table plain add column
rollback
select * from plain
begin
insert into plain values (3, 3)
create table plain (id int)
rollback
select * from plain
set autocommit = 0
insert into plain values (4, 4)
drop table if exists
rollback
select * from plain
insert into plain values (5, 5)
alter table plain add column m int
rollback
select * from plain
set autocommit = 1
-- in sh
begin
insert into users values (1, 1, 'a')
alter table users drop colum n
rollback
select * from users
