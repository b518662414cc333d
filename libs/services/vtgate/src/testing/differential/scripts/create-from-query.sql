-- CREATE TABLE … SELECT of tables that the VSchema has: rows go where they belong.
-- on MariaDB too
sh: create table users (id bigint primary key, name varchar(40), age int)
-- in sh
insert into users (id, name, age) values (1,'a',10),(2,'b',20),(3,'c',null),(4,'D',40),(5,'é',50)
create table kv (primary key (k)) select id + 1 as k, name as v from users
select * from kv order by k
select * from kv where k = 3
create table if not exists kv (primary key (k)) select id + 100 as k, name as v from users
select count(*) from kv
create table kv (k int) select id as k from users
create table fixed (x int not null default 7, k int, unique key (k)) ignore select coalesce(age, 0) div 30 as k, count(*) as n from users group by coalesce(age, 0) div 30
select * from fixed order by k
drop table kv
create table kv (k bigint primary key) select id div 2 as k from users
select count(*) from kv
create table kv (k bigint primary key) replace select id div 2 as k, name from users order by id
select * from kv order by k
create table padded (k varchar(10)) select name as k from users union all select concat(name, ' ') from users
select count(*) from padded
