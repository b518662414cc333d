-- Sessions: variables, transactions, warnings, prepared statements. `$KS`: the database; `b: ` another connection.
select 1
select 'a', 1.5, null, true, now() is not null
select 1 as `x y`, 'it''s'
select database()
select schema()
select version()=@@version
select @@version_comment is not null
select @@autocommit, @@session.autocommit
set autocommit=0
select @@autocommit
insert into t (id, v, n) values (1,'a',1),(2,'b',2),(3,'c',3)
select * from t order by id
b: select count(*) from t
rollback
select count(*) from t
set autocommit=1
insert into t (id, v, n) values (1,'a',1),(2,'b',2),(3,'c',3)
select row_count()
select row_count()
select * from t where id=1
update t set n=n+1
select row_count()
update t set n=5 where id in (1,2)
update t set n=5 where id in (1,2)
delete from t where id=3
set @a=5
select @a
select @a, @b, @A
select @a+1
set @x='str', @y=1.5, @z=null
select @x, @y, @z
set @q := 7
select @q
select @a
set @i = (select count(*) from t)
select @i
select id into @i2 from t where id=1
select @i2
select id, v into @i2, @v2 from t where id=2
select @i2, @v2
set sql_mode=''
select @@sql_mode
insert into t (id, n, d) values (10, 1, '0000-00-00')
select id, d from t where id=10
b: select @@sql_mode
set sql_mode=default
select @@sql_mode
set session sql_mode='ANSI_QUOTES'
select "id" from t where "id"=1
set @@session.sql_mode=''
select @@sql_mode
set sql_mode=(select replace(@@sql_mode,'STRICT_TRANS_TABLES',''))
select @@session.sql_mode
set sql_mode=default
set time_zone='+03:00'
select @@time_zone
select @@session.time_zone, @@global.time_zone
set time_zone='bad'
set time_zone=default
set names utf8mb4
select @@character_set_client, @@character_set_connection, @@character_set_results, @@collation_connection
set names latin1
select @@character_set_client, @@character_set_connection, @@character_set_results, @@collation_connection
set names utf8mb4 collate utf8mb4_bin
select @@collation_connection, collation('a')
select 'a'='A'
set names default
select 'a'='A'
set character set utf8mb4
set charset latin1
select @@character_set_client, @@character_set_connection, @@character_set_results
set names utf8mb4
set character_set_results=NULL
select @@character_set_results
set character_set_results=utf8mb4
set character_set_client=utf8mb4
set @saved_cs_client = @@character_set_client
set character_set_client = @saved_cs_client
set collation_connection='utf8mb4_bin'
select 'a'='A'
set collation_connection=default
set foo=1
select @@foo
set @@version=1
set transaction isolation level read committed
set session transaction isolation level read committed
select @@transaction_isolation, @@session.transaction_isolation
set session transaction isolation level repeatable read
set transaction_isolation='SERIALIZABLE'
select @@transaction_isolation
set transaction_isolation=default
select @@tx_isolation
set session transaction read only
select @@transaction_read_only
insert into t (id) values (100)
set session transaction read write
insert into t (id) values (100)
delete from t where id=100
start transaction read only
insert into t (id) values (100)
commit
start transaction
insert into t (id) values (101)
savepoint a
insert into t (id) values (102)
rollback to savepoint a
select id from t where id>100
rollback to b
release savepoint a
release savepoint a
commit
select id from t where id>100
delete from t where id > 100
begin
insert into t (id) values (201)
begin
rollback
select id from t where id>200
delete from t where id > 200
begin
insert into t (id) values (301)
create table if not exists zz (id bigint primary key)
rollback
select id from t where id>300
drop table zz
start transaction with consistent snapshot
select count(*) from t
commit
commit and chain
rollback and no chain
rollback
savepoint x
rollback to x
select last_insert_id()
select last_insert_id(5)
select last_insert_id()
do 1
do sleep(0)
insert into t (id, v) values (1, 'dup')
show warnings
show errors
show count(*) warnings
select @@warning_count, @@error_count
insert ignore into t (id, v) values (1, 'dup')
show warnings
select cast('abc' as signed)
show warnings
select @@warning_count
insert ignore into t (id, v) values (400, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
show warnings
delete from t where id=400
drop table if exists nope
show warnings
insert into t (id, v) values (1,'x') on duplicate key update v='y'
insert into t (id, v) values (1,'x') on duplicate key update v='y'
insert into t (nope) values (1)
select nope from t
select * from nope
select * from t where id = 'abc'
selec 1
select from
use nope
use $KS
prepare s from 'select ?+1'
set @a=10
deallocate prepare s
execute s
prepare s2 from 'select * from t where id=?'
set @id=1
execute s2 using @id
execute s2
drop prepare s2
set @sql='select 42'
prepare s3 from @sql
execute s3
prepare bad from 'selec'
drop temporary table if exists tmp
select connection_id()=connection_id()
lock tables t write
unlock tables
lock tables t read
insert into t (id) values (900)
unlock tables
flush tables
select sql_calc_found_rows id from t order by id limit 1
explain select 1
describe t
desc t v
explain t
handler t open
select 1; select 2
values row(1,2),row(3,4)
table t order by id
(select 1) union (select 2) order by 1
select benchmark(1,1)
select @@global.max_allowed_packet > 0
select @@max_allowed_packet > 0
set max_allowed_packet=1000
set sql_select_limit=1
select id from t order by id
set sql_select_limit=default
select id from t order by id
set sql_safe_updates=1
delete from t
set sql_safe_updates=0
set unique_checks=0, foreign_key_checks=0
select @@unique_checks, @@foreign_key_checks
set unique_checks=1, foreign_key_checks=1
set @old=@@sql_mode, sql_mode='NO_AUTO_VALUE_ON_ZERO'
select @@sql_mode
set sql_mode=@old
select @@sql_mode=@old
set group_concat_max_len=5
select group_concat(v) from t where id=1
set group_concat_max_len=default
set wait_timeout=100
select @@wait_timeout
set wait_timeout=0
show warnings
select @@wait_timeout
set wait_timeout=99999999
show warnings
show variables like 'wait_timeout'
set interactive_timeout=50
set net_write_timeout=600
select @@net_write_timeout
set sql_auto_is_null=0
set lc_time_names='de_DE'
select date_format('2020-01-01','%M')
set lc_time_names=default
set timestamp=1000000000
select now()
set timestamp=default
set last_insert_id=7
select last_insert_id()
set div_precision_increment=8
select 1/3
set div_precision_increment=default
set max_execution_time=1000
select @@max_execution_time
set max_execution_time=0
set default_storage_engine=InnoDB
set innodb_lock_wait_timeout=5
select @@innodb_lock_wait_timeout
set lock_wait_timeout=5
select @@lock_wait_timeout
set optimizer_switch='mrr=off'
set optimizer_switch=default
set big_tables=1
set sql_big_selects=1
set sql_notes=0
set sql_notes=1
set autocommit=on
set autocommit='OFF'
set autocommit=default
set autocommit=2
set @@session.autocommit=1, @foo=2
set local sql_mode=''
set sql_mode=default
select database()
select schema()
select row_count()
select last_insert_id()
select version()
select @@autocommit
select @@session.autocommit
select @@sql_select_limit
select @@version
select @@version_comment
select @@warning_count
select @@error_count
select @@identity
select @@last_insert_id
select @@insert_id
set wait_timeout=5, net_write_timeout=6
select @@wait_timeout
set @i=1, @s='abc', @d=1.5, @f=1e0, @n=null, @b=x'4142'
select @i
select @s
select @d
select @f
select @n
select @b
select @@character_set_client
show databases like '$KS'
show schemas like '$KS'
set default_storage_engine=`InnoDB`
set session sql_mode=`ansi`
set sql_mode=nope
set sql_mode=default
select '', ' ', '  a '
select schema_name from information_schema.schemata where schema_name in ('un', 'sh') order by 1
select count(distinct substring_index(SCHEMA_NAME, '_', 1)) from information_schema.schemata where schema_name in ('un', 'sh', 'sys')
select * from information_schema.schemata where schema_name like '%s%' and schema_name in ('sys', 'un', 'sh') order by schema_name
select s.schema_name as `name` from information_schema.schemata as s where s.schema_name = database()
show schemas where `Database` in ('un', 'sh')
show databases where `Database` like '_n'
create table ai (id int auto_increment primary key, v int unique)
insert into ai (v) values (1)
select last_insert_id()
insert into ai (id, v) values (50, 2)
select last_insert_id()
insert into ai (v) values (3), (4)
select last_insert_id()
insert into ai (id, v) values (null, 5), (100, 6)
select last_insert_id()
insert into ai (v) values (1) on duplicate key update v = 77
select last_insert_id()
insert into ai (v) values (77) on duplicate key update id = last_insert_id(id)
select last_insert_id()
replace into ai (id, v) values (50, 9)
select last_insert_id()
update ai set v = last_insert_id(v + 1) where id = 50
select last_insert_id()
insert into ai (id, v) select 200, 200
select last_insert_id()
insert into ai (v) select 201
select last_insert_id()
insert ignore into ai (v) values (201)
select last_insert_id()
select last_insert_id(7)
select last_insert_id(), @@last_insert_id, @@identity
select last_insert_id()
select last_insert_id()
prepare s from 'insert into ai (id, v) values (?, ?)'
set @a = 600, @b = 600
execute s using @a, @b
select last_insert_id()
delete from ai
drop table ai
select user(), current_user(), session_user(), system_user()
set transaction isolation level serializable read only
set transaction isolation level serializable, read only
set transaction read write, isolation level read committed
set session transaction read only, read write
set transaction isolation level
set transaction isolation level none
kill query 4000000000 + 1
kill 'a'
kill null
kill query connection_id()
kill x y
show processlist like 'x'
show full processlist where 0
select 1;;
select 1;;select 2
;select 1
select 1; -- a comment
select 1; /* a comment */
/* first */; select 1
prepare elsewhere from 'select database(), count(*) from t where id = -1'
use information_schema
execute elsewhere
select database()
use $KS
execute elsewhere
signal sqlstate '45000' set message_text = 'own', mysql_errno = 3000
set transaction read only
update t set n=6 where id=1
set session transaction read only
update t set n=6 where id=1
set session transaction read write
update t set n=6 where id=1
set transaction read only
set transaction_read_only=0
update t set n=7 where id=1
set transaction isolation level serializable, read only
set session transaction isolation level read committed
update t set n=8 where id=1
start transaction
update t set n=8 where id=1
rollback
set session transaction isolation level repeatable read
create database if not exists $KS
show warnings
drop database if exists nosuchdatabase
show warnings
