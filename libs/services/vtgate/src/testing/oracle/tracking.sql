-- What answers tell of the session's changes (CLIENT_SESSION_TRACK).
use $KS
use $KS
set autocommit=0
set autocommit=0
set autocommit=1
set names latin1
set names utf8mb4 collate utf8mb4_bin
set character_set_results=NULL
set names utf8mb4
set time_zone='+03:00'
set sql_mode=''
set time_zone=default
set @a=1
select 1
set session_track_gtids=own_gtid
select @@session_track_gtids
begin
insert into t(id) values (77)
commit
insert into t(id) values (78)
delete from t where id=78
delete from t where id=1234
set session_track_gtids=default
insert into t(id) values (79)
set session_track_system_variables='*'
set sql_mode='ANSI_QUOTES'
set wait_timeout=100
set autocommit=1, sql_mode=''
set transaction_isolation='READ-COMMITTED'
set session transaction isolation level repeatable read
set @a=1
use $KS
set session_track_schema=0
use $KS
delete from t where id in (77, 79)
set session_track_transaction_info=STATE
begin
select * from t where id = 1
insert into t(id) values (700)
select * from t where id = 1
insert into u(id) select id from t where id = 1
rollback
set session_track_transaction_info=CHARACTERISTICS
set transaction isolation level read committed
select * from t where id = 1
begin
select 1
commit
