-- Temporary tables of a session over shards: on one of them, and planned as such.
-- on MariaDB too
sh: create table users (id bigint primary key, name varchar(40), age int, key (name))
-- in sh
insert into users (id, name, age) values (1,'a',10),(2,'b',20),(3,'c',null),(4,'D',40),(5,'é',50)
create temporary table tt (a int primary key, b varchar(10) default 'q', c int)
insert into tt (a, b) values (1,'x'),(2,'y'),(7,'z')
select * from tt order by a
select u.id, tt.b from users u join tt on tt.a = u.id order by u.id
select u.id, tt.b from users u left join tt on tt.a = u.id order by u.id
select tt.a, count(u.id) from tt left join users u on u.id >= tt.a group by tt.a order by tt.a
select id, name from users where id in (select a from tt) order by id
select a, b from tt where a not in (select id from users) order by a
select id from users union select a from tt order by 1
select id from users union all select a from tt where a > 1 order by 1
update tt set c = a * 10 where a > 1
update users u join tt on tt.a = u.id set u.age = tt.c + 1 where tt.c is not null
select id, age from users order by id
update tt join users u on u.id = tt.a set tt.b = u.name
delete from users where id in (select a from tt where b = 'x')
delete tt from tt join users u on u.id = tt.a
insert into tt (a, b) select id, name from users
insert into tt (a, b) select id, name from users on duplicate key update b = concat(tt.b, '!')
select * from tt order by a
insert into users (id, name) select a + 100, b from tt
select id, name from users order by id
replace into tt (a, b) values (2, 'rr')
show columns from tt
describe tt
alter table tt add column d int default 4, add index (b)
select * from tt order by a
create index i2 on tt (c)
alter table tt rename to t2
select count(*) from t2
truncate table t2
select count(*) from t2
create temporary table t2 (a int)
create temporary table if not exists t2 (a int)
show warnings
create temporary table cc as select id, name, age * 2 as dbl from users where id < 100
select * from cc order by id
create temporary table c2 (x int auto_increment primary key) select name from users order by id limit 3
select * from c2 order by x
create temporary table c3 (id bigint, extra int default 9, unique key (id)) ignore select id, name from users union all select id, name from users
select * from c3 order by id
create temporary table c4 select count(*) as n, max(age) m, avg(age) v from users
select * from c4
create temporary table c6 select id, id from users
create temporary table c7 like users
insert into c7 select * from users
select count(*) from c7
create temporary table users (id int, z int)
insert into users values (1, 2)
select * from users
drop temporary table users
select count(*) from users
begin
insert into c7 (id, name) values (1000, 'tx')
insert into users (id, name) values (1000, 'tx'), (1001, 'tx'), (1002, 'tx'), (1003, 'tx')
commit
begin
insert into c7 (id, name) values (2000, 'tx')
insert into users (id, name) select id + 1000, name from c7 where id >= 1000
rollback
select count(*) from c7
select count(*) from users
lock tables users write, c7 write
insert into users (id, name) values (5000, 'lk')
unlock tables
select count(*) from c7
with recursive r as (select 1 n union all select n + 1 from r where n < 3) select r.n, c7.name from r left join c7 on c7.id = r.n order by 1
select c.id, (select count(*) from users where users.id <= c.id) k, rank() over (order by c.id) o from c7 c order by 1
drop table c7
select count(*) from c7
drop temporary table c7
drop temporary table if exists c7, c6
show count(*) warnings
drop temporary table if exists cc, c7
show count(*) warnings
select count(*) from cc
