-- What tools ask: SHOW, system schemas, names and types of columns.
show tables
show full tables
show full tables where Tables_in_$KS = 't'
show tables where `tables_in_$KS` like 't' and 1
select * from nosuch
show tables like 'nosuch'
show errors
select * from nosuch
show engines
show count(*) errors
set character_set_client = ucs2
set names utf16
show tables like 't%'
show tables from $KS
show columns from t
show full columns from t
show columns from t from $KS
show columns from $KS.t
show fields from t like 'i%'
show index from t
show keys from t
show create table t
show create table $KS.t
show create database $KS
show create schema $KS
show table status like 't'
show table status from $KS like 'u'
show triggers
show open tables like 'nope'
show variables like 'autocommit'
show session variables like 'sql_mode'
show global variables like 'max_connections'
show variables like 'character_set_client'
show variables like 'version_comment'
show variables where variable_name in ('autocommit','sql_mode')
show status like 'nope'
show session status like 'nope'
show engines
show storage engines
show collation like 'utf8mb4_bin'
show charset like 'utf8mb4'
show character set like 'latin1'
show plugins
show privileges
show procedure status like 'nope'
show function status like 'nope'
show events
show warnings limit 1
show count(*) errors
show engine innodb mutex
show grants for nobody@nowhere
show create view nope
show create procedure nope
show index from nope
show tables from nope
show columns from nope
show tables in $KS like 'n'
show extended columns from u
show table types
select table_name, table_schema from information_schema.tables where table_schema='$KS' order by table_name
select TABLE_NAME from information_schema.tables where table_schema=database() order by 1
select table_name from information_schema.tables where table_schema=schema() and table_name='t'
select column_name, data_type from information_schema.columns where table_schema='$KS' and table_name='t' order by ordinal_position
select COLUMN_NAME as c, TABLE_SCHEMA s from information_schema.columns where TABLE_SCHEMA in ('$KS') and table_name='u' order by ordinal_position
select schema_name from information_schema.schemata where schema_name='$KS'
select * from information_schema.schemata where schema_name='$KS'
select table_schema, count(*) from information_schema.tables where table_schema like '$KS' group by table_schema
select constraint_name, table_name from information_schema.table_constraints where constraint_schema='$KS' order by table_name
select * from information_schema.key_column_usage where table_schema='$KS' and referenced_table_name is not null
select k.column_name from information_schema.key_column_usage k join information_schema.table_constraints c on c.constraint_schema=k.constraint_schema and c.constraint_name=k.constraint_name and c.table_name=k.table_name where c.table_schema='$KS' and c.table_name='t'
select index_name, column_name from information_schema.statistics where table_schema='$KS' and table_name='t'
select t.table_schema from information_schema.tables as t where t.table_schema = '$KS' and t.table_type='BASE TABLE' order by 1
select 'x' from information_schema.tables where '$KS' = table_schema limit 1
select @@global.version_comment is not null, user from mysql.user where user='root' order by 1
select count(*) from performance_schema.global_variables where variable_name='max_connections'
use information_schema
select table_name from tables where table_schema='$KS' order by 1
select database()
show tables like 'TABLES'
use $KS
select concat('a','b') as `c`, t.id+1, count(*) from t group by t.id
select $KS.t.id from $KS.t
select t.* from $KS.t
insert into $KS.t (id) values (7)
update $KS.t set n=1 where id=7
delete from $KS.t where $KS.t.id=7
select   id ,  n   from  t  where id=1
select id AS `Id`, ID from t
select max(id), min(n), sum(n), avg(n), count(distinct n) from t
select * from t, u where t.id=u.id
select distinct n from t order by n
select n, count(*) c from t group by n having c > 1 order by n
select ifnull(null, 'x'), coalesce(1,2), if(1,2,3), case when 1 then 'a' else 'b' end
select now() > 0, curdate() > 0, utc_timestamp() > 0
select 1 from dual
select null
select true, false
select date '2020-01-01', time '10:00:00', timestamp '2020-01-01 10:00:00'
select 'a' 'b'
select "double"
select 'über'
select 'a' as 'b'
select 1 as "q"
select cast(1 as decimal(10,2)), cast('2020-01-01' as date), convert('a' using latin1)
select json_object('a', 1), json_extract('{"a":1}', '$.a')
select uuid() is not null, md5('a'), sha1('a'), hex('a')
create table `$KS` (a int comment 'of the same name')
show columns from `$KS`
show /*!50002 FULL */ columns from `$KS`
show /*!50002 FULL */ columns from `$KS` like 'a'
show /*!50002 FULL */ columns from `$KS` from `$KS` like 'a'
drop table `$KS`
