-- What a prepared statement's answer says of its columns.
select * from t
select * from t where id = ?
select id, v, n, d, j, b, dec1 from t where v = ? and n > ?
select t.id as a, u.x from t join u on t.id = u.id where t.id in (?, ?)
select t.v, u.x from t join u on t.n = u.x where t.d > ?
select count(*) from t
select count(*), sum(n), avg(n), max(v), min(d) from t where n > ?
select n, count(*) c from t group by n having c > ?
select distinct v from t order by v limit ?
select * from t order by d desc limit 10 offset 5
select * from t order by n limit ?, ?
select sum(dec1), avg(dec1) from t
select (select max(x) from u) as m, t.id from t
select * from (select id, v from t where n = ?) q
with c as (select id, n from t) select c.n, count(*) from c group by c.n
select t.*, u.* from t left join u on u.id = t.id
select exists(select 1 from t where id = ?)
select now(), curdate(), 1, 'a', 1.5, null, true
select id from t for update
select j->'$.a', j->>'$.a' from t
select case when n > ? then 'many' else 'few' end from t
select date(d), year(d), d + interval 1 day from t
select ifnull(v, ''), coalesce(n, 0), nullif(n, 1) from t
select name, c from n where name like ?
values row(1, 'a')
table u
insert into t (id, v) values (?, ?)
update t set v = ? where id = ?
delete from t where id = ?
replace into u values (?, ?)
insert into u select id, n from t
show create table t
commit
create table nosuch2 (id int)
drop table if exists nosuch2
explain select * from t
select nosuch from t
select * from nosuch
select from
do ?
select id + 1, concat(v, 'x'), n * dec1, upper(v) from t
select last_insert_id(), database()
insert into nosuch values (?)
insert into t (id, nosuch) values (?, ?)
insert into t (id, v) values (?)
update t set nosuch = ?
update nosuch set a = 1
delete from nosuch where id = ?
delete from t where nosuch = ?
select ?, ? + 1, concat(?, 'a')
select 1 union select ?
insert into t (id, v, n, d, j, b, dec1) values (?, ?, ?, ?, ?, ?, ?) on duplicate key update n = ? + 1
update t join u on t.id = u.id set t.n = ?, u.x = ? where t.v like ? and u.x between ? and ?
delete t from t join u on t.id = u.id where u.x = ?
with c as (select id, n from t where v = ?) select c.n from c where c.id = ?
select case when n = ? then ? else ? end, if(?, 1, 2), coalesce(?, v) from t where id in (?, ?, ?) limit ? offset ?
select @a, id from t where id = ?
begin
start transaction
commit
rollback
savepoint a
rollback to a
release savepoint a
use un
lock tables t read
unlock tables
prepare p from 'select 1'
execute p
deallocate prepare p
load data infile 'x' into table t
set @a = ?
set autocommit = 1
set names utf8mb4
call nosuchproc(?)
kill 1
flush tables
create view v1 as select 1
create procedure p1() select 1
create trigger tr1 before insert on t for each row set @a = 1
create function f1() returns int return 1
create event e1 on schedule every 1 day do select 1
analyze table t
check table t
alter table t add column zz int
truncate table t
drop table nosuch2
xa start 'a'
handler t open
select 1; select 2
explain select ?
explain update t set v = ?
describe t
grant select on *.* to 'a'@'b'
help 'select'
binlog 'abc'
signal sqlstate '45000'
get diagnostics @a = number
change replication source to source_host='a'
show warnings
show errors limit 1
show count(*) warnings
show count(*) errors
select @@warning_count
select @@session.error_count + 1
select '@@warning_count', 1
