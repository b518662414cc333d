-- What answers tell of transactions (session_track_transaction_info).
select @@session_track_transaction_info
begin
select * from t where id = 1
begin
start transaction with consistent snapshot
commit
set transaction read only
select * from t where id = 1
set autocommit=0
select * from t where id = 1
commit
set autocommit=1
lock tables t read
unlock tables
set session_track_transaction_info=STATE
set session_track_transaction_info='STATE'
select @@session_track_transaction_info
select 1
select * from t where id = 1
begin
begin
select 1
select * from t where id = 1
insert into t(id) values (700)
select * from t where id = 1
update t set v='a' where id = 700
commit
commit
start transaction read only
select * from t where id = 700
rollback
rollback
start transaction with consistent snapshot
rollback
start transaction with consistent snapshot, read only
rollback
start transaction read write
select * from t where id=700 for update
commit and chain
rollback and chain
rollback
set autocommit=0
select 1
select * from t where id=700
set autocommit=1
set autocommit=0
select 1
update t set v='b' where id = 700
begin
rollback
set @a=1
savepoint a
set autocommit=1
begin
update t set v='b' where id = 12345
savepoint a
insert into t(id) select 701 from u where id = -1
rollback to a
release savepoint a
rollback
begin
delete from t where id = 700
create table tti (id bigint primary key)
drop table tti
begin
insert into nosuch values (1)
select nosuch from t
insert into t(id) values (1001)
insert into t(id) values (1001)
replace into t(id) values (1001)
select count(*) from t join u on t.id=u.id
show tables
show variables like 'autocommit'
select rand() < 2
select uuid() <> ''
delete from t order by id limit 1
set @b=2
select @b
do 1
do sleep(0)
use $KS
prepare p from 'select * from t where id = ?'
execute p using @b
deallocate prepare p
set transaction isolation level read committed
rollback
begin
select table_name from information_schema.tables where table_schema = 'nosuch'
rollback
begin
select * from t where id = 1 for update
select * from t where id = 1 lock in share mode
rollback
lock tables t read
select * from t where id = 1
unlock tables
lock tables t write
insert into t(id) values (1002)
unlock tables
begin
show variables like 'autocommit'
rollback
begin
show status like 'uptime'
rollback
begin
select rand() < 2
rollback
begin
select uuid() <> ''
rollback
begin
select * from t where id = rand()
rollback
begin
insert into t(id, v) values (5000, uuid())
rollback
begin
update t set v = uuid() where id = 5001
rollback
begin
delete from t order by id limit 1
rollback
begin
delete from t where id = 99999 limit 1
rollback
begin
update t set v = 'x' where id = 9999 limit 1
rollback
begin
insert into t (id) select id from u where id < 0 limit 1
rollback
begin
replace into t(id) values (1001)
rollback
begin
replace into t(id) select id from u where id < 0
rollback
begin
insert into t(id,n) values (1001,1) on duplicate key update n = 2
rollback
begin
insert ignore into t(id) values (1001)
rollback
begin
select now() > 1
rollback
begin
select sleep(0)
rollback
begin
select * from (select 1) x
rollback
begin
select (select count(*) from t) > 0
rollback
begin
select 1 union select id from t where id = 9999
rollback
begin
with c as (select id from u where id = 1) select * from c
rollback
begin
update t set n = 1 where id in (select id from u)
rollback
begin
update t join u on t.id = u.id set t.n = 1
rollback
begin
delete t from t join u on t.id = u.id
rollback
begin
select * from t where id = -1 for share
rollback
begin
select * from t where id = -1 for update of t
rollback
begin
insert into t(id,n) values (1002,(select count(*) from u))
rollback
begin
set @x = (select count(*) from u)
rollback
begin
do (select count(*) from u)
rollback
begin
show create table t
rollback
begin
show columns from t
rollback
begin
show index from t
rollback
begin
show processlist
rollback
begin
show warnings
rollback
begin
show tables
rollback
begin
show databases
rollback
begin
describe t
rollback
begin
explain select * from t where id = 1
rollback
begin
table u
rollback
begin
values row(1)
rollback
begin
select @@autocommit
rollback
begin
select found_rows()
rollback
begin
select last_insert_id()
rollback
begin
select current_user() <> ''
rollback
begin
select version() <> ''
rollback
begin
select database()
rollback
begin
select get_lock('a',1)
rollback
begin
select release_lock('a')
rollback
begin
select user() <> ''
rollback
begin
select connection_id() > 0
rollback
begin
select load_file('x')
rollback
begin
select @@hostname <> ''
rollback
begin
select utc_timestamp() > 0
rollback
begin
select row_count()
rollback
begin
select is_free_lock('a')
rollback
begin
select table_name from information_schema.columns where table_schema='q'
rollback
begin
select variable_name from performance_schema.session_variables where variable_name = 'autocommit'
rollback
begin
select user from mysql.user where user = 'q'
rollback
begin
select count(*) from information_schema.schemata where schema_name='q'
rollback
begin
select count(*) > 0 from information_schema.collations
rollback
begin
select count(*) from information_schema.processlist where id = -1
rollback
set session_track_transaction_info='CHARACTERISTICS'
begin
select 1
rollback
start transaction read only
rollback
start transaction read write
rollback
start transaction with consistent snapshot
commit
start transaction with consistent snapshot, read only
commit
start transaction with consistent snapshot, read write
commit
set transaction isolation level read committed
select 1
begin
select * from t where id = 5
rollback
set transaction read only
begin
commit
set transaction read only
start transaction read write
commit
set transaction read write
select * from t where id = 5
set transaction isolation level serializable, read only
select * from t where id = 5
begin
commit and chain
commit
set transaction isolation level repeatable read, read only
begin
commit and chain
commit
set transaction isolation level read uncommitted
start transaction read only
rollback and chain
rollback
set session transaction isolation level read committed
begin
rollback
set session transaction read only
begin
rollback
set session transaction read write
set @@transaction_isolation='SERIALIZABLE'
begin
commit
set @@transaction_read_only=1
commit
set @@transaction_read_only=0
set session transaction_isolation='REPEATABLE-READ'
set autocommit=0
select * from t where id = 5
commit
set transaction isolation level read committed
select * from t where id = 5
insert into t(id) values (1003)
commit
set autocommit=1
set session_track_transaction_info=STATE
begin
set session_track_transaction_info=OFF
insert into t(id) values (1004)
set session_track_transaction_info=STATE
insert into t(id) values (1005)
rollback
set session_track_transaction_info=0
begin
commit
set session_track_transaction_info=1
begin
commit
set session_track_transaction_info=2
begin
commit
set session_track_transaction_info=3
set session_track_transaction_info='bogus'
set session_track_transaction_info=default
begin
commit
set transaction read only
insert into t(id) values (6000)
insert into t(id) values (6000)
delete from t where id = 6000
set transaction isolation level serializable
select * from t where id = 6000
begin
set @@transaction_isolation='READ-COMMITTED'
commit
set @@transaction_isolation='NONSENSE'
set @@transaction_isolation=1
begin
commit
set @@transaction_read_only=on
begin
commit
set @@transaction_isolation=default
select @@transaction_isolation
set transaction_isolation='READ-COMMITTED'
select @@transaction_isolation
set transaction_isolation=default
set autocommit=0
savepoint a
rollback to a
insert into t(id) values (6001)
rollback to a
rollback
savepoint b
commit
rollback to b
savepoint c
begin
rollback to c
rollback
set autocommit=1
prepare p from 'select * from t where id = ?'
begin
execute p using @b
rollback
set transaction isolation level serializable
execute p using @b
begin
rollback
delete from t where id in (700, 1001, 1002, 1003, 1004, 1005, 6000)
