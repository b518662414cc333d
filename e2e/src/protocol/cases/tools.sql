-- What is each server's own (uptime, ids, paths, numbers of pages) is asked for in a form that says only whether it is there.
## MySQL Connector/J
SELECT @@session.auto_increment_increment AS auto_increment_increment, @@character_set_client AS character_set_client, @@character_set_connection AS character_set_connection, @@character_set_results AS character_set_results, @@character_set_server AS character_set_server, @@collation_server AS collation_server, @@collation_connection AS collation_connection, @@init_connect AS init_connect, @@interactive_timeout AS interactive_timeout, @@license AS license, @@lower_case_table_names AS lower_case_table_names, @@max_allowed_packet > 0 AS max_allowed_packet, @@net_write_timeout AS net_write_timeout, @@performance_schema in (0, 1) AS performance_schema, @@sql_mode AS sql_mode, @@system_time_zone AS system_time_zone, @@time_zone AS time_zone, @@transaction_isolation AS transaction_isolation, @@wait_timeout AS wait_timeout
SET character_set_results = NULL
SET sql_mode='STRICT_TRANS_TABLES'
SET autocommit=1
SET SESSION TRANSACTION READ WRITE
SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ
select @@session.transaction_read_only
select @@session.transaction_isolation
SHOW VARIABLES WHERE Variable_name IN ('character_set_client', 'character_set_results', 'lower_case_table_names', 'sql_mode', 'wait_timeout')
/* ping */ SELECT 1
/* ping */
SHOW FULL TABLES FROM `$DB` LIKE '%'
SHOW FULL COLUMNS FROM `t` FROM `$DB` LIKE '%'
SHOW KEYS FROM `d` FROM `$DB`
SHOW CREATE TABLE `$DB`.`d`
SELECT TABLE_SCHEMA AS TABLE_CAT, NULL AS TABLE_SCHEM, TABLE_NAME, CASE WHEN TABLE_TYPE='BASE TABLE' THEN CASE WHEN TABLE_SCHEMA = 'mysql' OR TABLE_SCHEMA = 'performance_schema' THEN 'SYSTEM TABLE' ELSE 'TABLE' END WHEN TABLE_TYPE='TEMPORARY' THEN 'LOCAL_TEMPORARY' ELSE TABLE_TYPE END AS TABLE_TYPE, TABLE_COMMENT AS REMARKS, NULL AS TYPE_CAT, NULL AS TYPE_SCHEM, NULL AS TYPE_NAME, NULL AS SELF_REFERENCING_COL_NAME, NULL AS REF_GENERATION FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = '$DB' HAVING TABLE_TYPE IN ('TABLE','VIEW') ORDER BY TABLE_TYPE, TABLE_SCHEMA, TABLE_NAME
SELECT TABLE_SCHEMA AS TABLE_CAT, NULL AS TABLE_SCHEM, TABLE_NAME, COLUMN_NAME, CASE WHEN UPPER(DATA_TYPE)='DECIMAL' THEN 3 WHEN UPPER(DATA_TYPE)='INT' THEN IF(UPPER(COLUMN_TYPE) like '%UNSIGNED%', 4, 4) ELSE 1111 END AS DATA_TYPE, UPPER(CASE WHEN UPPER(DATA_TYPE)='DECIMAL' THEN 'DECIMAL' ELSE DATA_TYPE END) AS TYPE_NAME, UPPER(CASE WHEN UPPER(DATA_TYPE)='DATE' THEN 10 WHEN UPPER(DATA_TYPE)='DATETIME' THEN 19+(CASE WHEN DATETIME_PRECISION>0 THEN DATETIME_PRECISION+1 ELSE DATETIME_PRECISION END) WHEN CHARACTER_MAXIMUM_LENGTH IS NULL THEN NUMERIC_PRECISION WHEN CHARACTER_MAXIMUM_LENGTH > 2147483647 THEN 2147483647 ELSE CHARACTER_MAXIMUM_LENGTH END) AS COLUMN_SIZE, NUMERIC_SCALE AS DECIMAL_DIGITS, 10 AS NUM_PREC_RADIX, CASE WHEN IS_NULLABLE='NO' THEN 0 ELSE CASE WHEN IS_NULLABLE='YES' THEN 1 ELSE 2 END END AS NULLABLE, COLUMN_COMMENT AS REMARKS, COLUMN_DEFAULT AS COLUMN_DEF, ORDINAL_POSITION, IS_NULLABLE, IF(EXTRA LIKE '%auto_increment%','YES','NO') AS IS_AUTOINCREMENT, IF(EXTRA LIKE '%GENERATED%','YES','NO') AS IS_GENERATEDCOLUMN FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME = 'd' ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
SELECT A.TABLE_SCHEMA AS PKTABLE_CAT, NULL AS PKTABLE_SCHEM, A.REFERENCED_TABLE_NAME AS PKTABLE_NAME, R.UPDATE_RULE FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE A JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS B USING (CONSTRAINT_NAME, TABLE_NAME) JOIN INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R ON (R.CONSTRAINT_NAME = B.CONSTRAINT_NAME AND R.TABLE_NAME = B.TABLE_NAME AND R.CONSTRAINT_SCHEMA = B.TABLE_SCHEMA) WHERE B.CONSTRAINT_TYPE = 'FOREIGN KEY' AND A.TABLE_SCHEMA = '$DB' AND A.TABLE_NAME='t' ORDER BY PKTABLE_CAT, PKTABLE_NAME
SELECT ROUTINE_SCHEMA AS PROCEDURE_CAT, NULL AS `PROCEDURE_SCHEM`, ROUTINE_NAME AS `PROCEDURE_NAME`, NULL AS RESERVED_1, ROUTINE_COMMENT AS REMARKS, CASE WHEN ROUTINE_TYPE = 'PROCEDURE' THEN 1 WHEN ROUTINE_TYPE='FUNCTION' THEN 2 ELSE 0 END AS `PROCEDURE_TYPE` FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_SCHEMA = '$DB' ORDER BY ROUTINE_SCHEMA
select word from information_schema.keywords where reserved=1 order by word limit 5
## DBeaver
SELECT DATABASE()
SHOW ENGINES
SELECT ENGINE, SUPPORT, COMMENT FROM information_schema.ENGINES ORDER BY ENGINE
SHOW CHARSET
SHOW COLLATION LIKE 'utf8mb4%'
SELECT @@GLOBAL.character_set_server,@@GLOBAL.collation_server
SHOW VARIABLES LIKE 'lower_case_table_names'
SELECT * FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '$DB'
SELECT * FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '$DB'
SHOW PRIVILEGES
SHOW FULL TABLES FROM `$DB`
SHOW FULL TABLES FROM `$DB` LIKE 't'
SHOW TABLE STATUS FROM `$DB` LIKE 'nosuch'
SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='$DB' AND TABLE_NAME='d' ORDER BY ORDINAL_POSITION
SELECT INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SEQ_IN_INDEX, COLLATION, SUB_PART, NULLABLE, INDEX_TYPE, COMMENT, INDEX_COMMENT, IS_VISIBLE, EXPRESSION FROM information_schema.STATISTICS WHERE TABLE_SCHEMA='$DB' AND TABLE_NAME='d' ORDER BY TABLE_NAME,INDEX_NAME,SEQ_IN_INDEX
SELECT kc.CONSTRAINT_NAME,kc.TABLE_NAME,kc.COLUMN_NAME,kc.ORDINAL_POSITION FROM information_schema.KEY_COLUMN_USAGE kc WHERE kc.TABLE_SCHEMA='$DB' AND kc.REFERENCED_TABLE_NAME IS NULL AND kc.TABLE_NAME='t' ORDER BY kc.CONSTRAINT_NAME,kc.ORDINAL_POSITION
SELECT cc.CONSTRAINT_NAME, cc.CHECK_CLAUSE, tc.TABLE_NAME FROM (SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = '$DB' ORDER BY CONSTRAINT_NAME) cc, (SELECT TABLE_NAME, CONSTRAINT_NAME from information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA='$DB' AND CONSTRAINT_TYPE = 'CHECK') tc WHERE cc.CONSTRAINT_NAME = tc.CONSTRAINT_NAME ORDER BY cc.CONSTRAINT_NAME
SELECT * FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA='$DB' ORDER BY ROUTINE_NAME
SHOW FULL TRIGGERS FROM `$DB`
SHOW TRIGGERS FROM `$DB`
SELECT * FROM information_schema.EVENTS WHERE EVENT_SCHEMA='`$DB`'
SELECT * FROM information_schema.VIEWS WHERE TABLE_SCHEMA='$DB'
SELECT * FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA='$DB' AND TABLE_NAME='nosuch' ORDER BY PARTITION_ORDINAL_POSITION,SUBPARTITION_ORDINAL_POSITION
SELECT TABLE_NAME, PARTITION_NAME, PARTITION_METHOD, PARTITION_EXPRESSION FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA='$DB' AND TABLE_NAME='t'
SHOW CREATE TABLE `$DB`.`t`
EXPLAIN FORMAT=TRADITIONAL SELECT id FROM t WHERE id = -1
SHOW VARIABLES LIKE 'event_scheduler'
SELECT TABLE_NAME,TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_SCHEMA='$DB' AND TABLE_NAME LIKE 't%' ORDER BY TABLE_NAME LIMIT 100
SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE COLUMN_NAME LIKE 'dec1%' AND TABLE_SCHEMA = '$DB' LIMIT 10
SELECT name FROM mysql.help_topic ORDER BY name LIMIT 3
select help_category_id, name from mysql.help_category order by help_category_id limit 3
## HeidiSQL
SELECT CONNECTION_ID() > 0
SHOW /*!50002 GLOBAL */ STATUS LIKE 'nosuch'
SHOW VARIABLES LIKE 'version_comment_nosuch'
SELECT NOW() IS NULL
SELECT `SCHEMA_NAME` FROM `INFORMATION_SCHEMA`.`SCHEMATA` WHERE SCHEMA_NAME IN ('$DB', 'information_schema') ORDER BY 1
SELECT *, EVENT_SCHEMA AS `Db`, EVENT_NAME AS `Name` FROM INFORMATION_SCHEMA.`EVENTS` WHERE EVENT_SCHEMA='$DB'
SHOW FUNCTION STATUS WHERE `Db`='$DB'
SHOW PROCEDURE STATUS WHERE `Db`='$DB'
SHOW TRIGGERS FROM `$DB`
SELECT `DEFAULT_COLLATION_NAME` FROM `information_schema`.`SCHEMATA` WHERE `SCHEMA_NAME`='$DB'
SHOW TABLES FROM `$DB`
SHOW CREATE TABLE `$DB`.`t`
SHOW COLLATION WHERE Charset = 'ascii'
SELECT FULL_COLLATION_NAME FROM INFORMATION_SCHEMA.COLLATION_CHARACTER_SET_APPLICABILITY LIMIT 1
SELECT CHARACTER_SET_NAME, COLLATION_NAME FROM INFORMATION_SCHEMA.COLLATION_CHARACTER_SET_APPLICABILITY WHERE CHARACTER_SET_NAME = 'ascii' ORDER BY COLLATION_NAME
SHOW ENGINES
SELECT * FROM `information_schema`.`COLUMNS` WHERE TABLE_SCHEMA='$DB' AND TABLE_NAME='t' ORDER BY ORDINAL_POSITION
SHOW INDEXES FROM `d` FROM `$DB`
SELECT * FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA='$DB' AND TABLE_NAME='t' AND REFERENCED_TABLE_NAME IS NOT NULL
SELECT * FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA='$DB' AND TABLE_NAME='t' AND REFERENCED_TABLE_NAME IS NOT NULL
SELECT DISTINCT k.TABLE_SCHEMA, k.TABLE_NAME FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE k WHERE REFERENCED_TABLE_SCHEMA = '$DB' AND REFERENCED_TABLE_NAME = 't'
SELECT tc.CONSTRAINT_NAME, cc.CHECK_CLAUSE FROM `information_schema`.`CHECK_CONSTRAINTS` AS cc, `information_schema`.`TABLE_CONSTRAINTS` AS tc WHERE tc.CONSTRAINT_SCHEMA='$DB' AND tc.TABLE_NAME='t' AND tc.CONSTRAINT_TYPE='CHECK' AND tc.CONSTRAINT_SCHEMA=cc.CONSTRAINT_SCHEMA AND tc.CONSTRAINT_NAME=cc.CONSTRAINT_NAME
SELECT PLUGIN_NAME FROM INFORMATION_SCHEMA.PLUGINS WHERE PLUGIN_TYPE='AUTHENTICATION' AND PLUGIN_STATUS='ACTIVE' ORDER BY 1
SHOW CREATE TRIGGER `$DB`.`nosuch`
SELECT  `id`,  LEFT(`v`, 256),  `n`, LEFT(`j`, 256) FROM `$DB`.`t` ORDER BY `id` LIMIT 2
SELECT 1 FROM `$DB`.`t` WHERE `id`=1 LIMIT 1
SHOW WARNINGS LIMIT 5
HELP 'nosuch'
SHOW OPEN TABLES FROM `$DB` LIKE 'nosuch'
SELECT UNIX_TIMESTAMP() > 0
SET time_zone='SYSTEM'
SHOW FULL PROCESSLIST where 0
## MySQL Workbench
SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ
SET CHARACTER SET utf8
SET NAMES utf8mb4
SET SQL_SAFE_UPDATES=1
SELECT CONNECTION_ID() > 0
SHOW SESSION STATUS LIKE 'Ssl_cipher_nosuch'
SELECT current_user() is null
SHOW GLOBAL VARIABLES LIKE 'lower_case_table_names'
SHOW VARIABLES LIKE 'sql_mode'
SELECT @@session.sql_mode
SHOW DATABASES LIKE '$DB'
SHOW FULL TABLES FROM `$DB` WHERE Table_type = 'BASE TABLE'
SHOW FULL TABLES FROM `$DB` WHERE Table_type = 'VIEW'
SHOW PROCEDURE STATUS WHERE Db='$DB'
SHOW FUNCTION STATUS WHERE Db='$DB'
SELECT name, type FROM (SELECT ROUTINE_NAME as name, ROUTINE_TYPE as type FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '$DB') x ORDER BY name
SHOW FULL COLUMNS FROM `$DB`.`d`
SHOW INDEXES FROM `$DB`.`d`
SELECT st.* FROM performance_schema.events_statements_current st WHERE 0
SELECT * FROM `$DB`.`t` ORDER BY id LIMIT 0, 2
SHOW STATUS LIKE 'nosuch%'
SHOW GLOBAL STATUS LIKE 'nosuch%'
SELECT logfile_group_name FROM information_schema.FILES WHERE 0
SELECT tablespace_name FROM information_schema.FILES WHERE 0
SHOW CREATE SCHEMA `$DB`
SELECT default_character_set_name, default_collation_name FROM information_schema.schemata WHERE schema_name = '$DB'
EXPLAIN FORMAT=JSON SELECT * FROM nosuch
## DataGrip
select database()
select table_name, table_type, table_comment, engine, table_collation, create_options from information_schema.tables where table_schema = '$DB' and table_name in ('t', 'd') order by table_name
select ordinal_position, column_name, column_type, column_default, generation_expression, table_name, column_comment, is_nullable, extra, collation_name from information_schema.columns where table_schema = '$DB' and table_name in ('t', 'd') order by table_name, ordinal_position
select table_name, auto_increment from information_schema.tables where table_schema = '$DB' and auto_increment is not null
select table_name, index_name, index_comment, index_type, non_unique, column_name, sub_part, collation, null expression from information_schema.statistics where table_schema = '$DB' and table_name = 'd' order by index_schema, table_name, index_name, index_type, seq_in_index
select c.constraint_name, c.constraint_schema, c.table_name, c.constraint_type from information_schema.table_constraints c where c.table_schema = '$DB' and c.table_name in ('t', 'd') order by c.table_name, c.constraint_name
select constraint_name, table_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name from information_schema.key_column_usage where table_schema = '$DB' and referenced_column_name is not null order by table_name, constraint_name, ordinal_position
select table_name, partition_name, subpartition_name, partition_ordinal_position, subpartition_ordinal_position, partition_method, subpartition_method, partition_expression, subpartition_expression, partition_description, partition_comment from information_schema.partitions where partition_name is not null and table_schema = '$DB'
select trigger_name, event_object_table, event_manipulation, action_timing, definer from information_schema.triggers where trigger_schema = '$DB'
select event_name, event_comment, definer, event_type = 'RECURRING' recurring, interval_value, interval_field, cast(coalesce(starts, execute_at) as char) starts, cast(ends as char) ends, status, on_completion = 'PRESERVE' preserve, last_executed from information_schema.events where event_schema = '$DB'
select routine_name, routine_type, routine_definition, routine_comment, dtd_identifier, definer, is_deterministic = 'YES' is_deterministic, cast(sql_data_access as char(1)) sql_data_access, cast(security_type as char(1)) security_type from information_schema.routines where routine_schema = '$DB'
select specific_name, ordinal_position, parameter_name, parameter_mode, dtd_identifier from information_schema.parameters where specific_schema = '$DB' and ordinal_position > 0 order by specific_name, ordinal_position
select table_name, view_definition, definer from information_schema.views where table_schema = '$DB'
select character_set_name, default_collate_name from information_schema.character_sets where character_set_name = 'latin1'
select collation_name, character_set_name, is_default from information_schema.collations where character_set_name = 'ascii' order by 1
select schema_name, default_collation_name from information_schema.schemata where schema_name = '$DB'
show variables like 'version_compile_nosuch'
select @@event_scheduler in ('ON', 'OFF', 'DISABLED')
select grantee, table_name, column_name, privilege_type, is_grantable from information_schema.column_privileges where table_schema = '$DB' union all select grantee, table_name, '' column_name, privilege_type, is_grantable from information_schema.table_privileges where table_schema = '$DB'
SELECT t.* FROM $DB.t ORDER BY id LIMIT 2
set session transaction read only
set session transaction read write
set net_write_timeout=600000
/* ApplicationName=DataGrip 2024.1 */ SET net_write_timeout=600000
SHOW WARNINGS
explain select * from nosuch
## phpMyAdmin
SELECT @@version IS NULL, @@version_comment IS NULL
SET NAMES 'utf8mb4' COLLATE 'utf8mb4_unicode_ci'
SET lc_messages = 'en_US'
SELECT CURRENT_USER() IS NULL
SELECT 1 FROM information_schema.USER_PRIVILEGES WHERE 0
SELECT `CHARACTER_SET_NAME` AS `Charset`, `DEFAULT_COLLATE_NAME` AS `Default collation`, `DESCRIPTION` AS `Description`, `MAXLEN` AS `Maxlen` FROM `information_schema`.`CHARACTER_SETS` ORDER BY 1 LIMIT 5
SELECT `COLLATION_NAME` AS `Collation`, `CHARACTER_SET_NAME` AS `Charset`, `ID` AS `Id`, `IS_DEFAULT` AS `Default`, `IS_COMPILED` AS `Compiled`, `SORTLEN` AS `Sortlen` FROM `information_schema`.`COLLATIONS` WHERE ID < 20 ORDER BY ID
SELECT `SCHEMA_NAME` FROM `INFORMATION_SCHEMA`.`SCHEMATA`, (SELECT DB_first_level FROM (SELECT DISTINCT SUBSTRING_INDEX(SCHEMA_NAME, '_', 1) DB_first_level FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = '$DB') t ORDER BY DB_first_level ASC LIMIT 0, 100) t2 WHERE TRUE AND 1 = LOCATE(CONCAT(DB_first_level, '_'), CONCAT(SCHEMA_NAME, '_')) ORDER BY SCHEMA_NAME ASC
SHOW TABLES FROM `$DB`
SHOW SESSION VARIABLES LIKE 'FOREIGN_KEY_CHECKS'
SHOW INDEXES FROM `$DB`.`d`
SHOW FULL COLUMNS FROM `$DB`.`t`
SELECT COUNT(*) FROM `$DB`.`t`
SELECT * FROM `t` WHERE `id` = 1 LIMIT 0, 25
SHOW CREATE TABLE `$DB`.`t`
SHOW TABLE STATUS FROM `$DB` WHERE `Name` LIKE 'nosuch%'
SELECT @@profiling
SHOW BINARY LOG STATUS WHERE 0
SHOW SESSION STATUS LIKE 'Last_query_cost_nosuch'
## MySQL Shell
SET NAMES 'utf8mb4'
select schema()
select @@lower_case_table_names, @@version is null, connection_id() is null, variable_value from performance_schema.session_status where variable_name = 'mysqlx_cipher_nosuch'
SELECT PLUGIN_NAME, PLUGIN_STATUS FROM INFORMATION_SCHEMA.PLUGINS WHERE PLUGIN_NAME IN ('nosuch')
SELECT @@group_replication_group_name
SELECT schema_name FROM information_schema.schemata WHERE schema_name = '$DB'
SELECT table_name FROM information_schema.tables WHERE table_schema = '$DB' AND table_name IN ('t','d') ORDER BY table_name
show session status like 'ssl_nosuch'
select current_user() is null, user() is null
SELECT @@hostname is null, @@port is null, @@version_compile_machine is null
show schemas like '$DB'
SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.schemata WHERE STRCMP(SCHEMA_NAME COLLATE utf8_bin, '$DB') = 0
SELECT TABLE_NAME, TABLE_TYPE, IFNULL(ENGINE, '') FROM information_schema.tables WHERE STRCMP(table_schema COLLATE utf8_bin, '$DB') = 0 AND table_name IN ('t', 'd') ORDER BY 1
SHOW CREATE DATABASE IF NOT EXISTS `$DB`
SELECT INDEX_NAME, COLUMN_NAME FROM information_schema.statistics WHERE NON_UNIQUE = 0 AND TABLE_SCHEMA = '$DB' AND TABLE_NAME = 't' ORDER BY INDEX_NAME, SEQ_IN_INDEX
select * from performance_schema.setup_nosuch
## mycli
SELECT 1
SHOW DATABASES LIKE '$DB'
SELECT name from mysql.help_topic WHERE name like "SHOW %" ORDER BY name LIMIT 3
SHOW TABLES
SHOW FIELDS FROM `t`
select TABLE_NAME, COLUMN_NAME from information_schema.columns where table_schema = '$DB' and table_name = 'd' order by table_name,ordinal_position
SELECT ROUTINE_NAME FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_TYPE="FUNCTION" AND ROUTINE_SCHEMA = "$DB"
SELECT @@sql_mode, @@session.character_set_client
SHOW VARIABLES WHERE variable_name = 'ssl_nosuch'
## gh-ost
select @@global.version is null
select @@global.port is null
select /* gh-ost */ @@global.hostname is null, @@global.port is null
select @@global.log_bin in (0, 1), @@global.binlog_format
select @@global.binlog_row_image
select @@global.log_slave_updates in (0, 1)
show /* gh-ost */ table status from `$DB` like 'nosuch'
SELECT SUM(REFERENCED_TABLE_NAME IS NOT NULL AND TABLE_SCHEMA='$DB' AND TABLE_NAME='t') as num_child_side_fk, SUM(REFERENCED_TABLE_NAME IS NOT NULL AND REFERENCED_TABLE_SCHEMA='$DB' AND REFERENCED_TABLE_NAME='t') as num_parent_side_fk FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL AND ((TABLE_SCHEMA='$DB' AND TABLE_NAME='t') OR (REFERENCED_TABLE_SCHEMA='$DB' AND REFERENCED_TABLE_NAME='t'))
SELECT COUNT(*) AS num_triggers FROM INFORMATION_SCHEMA.TRIGGERS WHERE TRIGGER_SCHEMA='$DB' AND EVENT_OBJECT_TABLE='t'
select * from information_schema.columns where table_schema='$DB' and table_name='t' order by ordinal_position
SELECT COLUMNS.TABLE_SCHEMA, COLUMNS.TABLE_NAME, COLUMNS.COLUMN_NAME, UNIQUES.INDEX_NAME, UNIQUES.COLUMN_NAMES, UNIQUES.COUNT_COLUMN_IN_INDEX, COLUMNS.DATA_TYPE, COLUMNS.CHARACTER_SET_NAME, LOCATE('auto_increment', EXTRA) > 0 as is_auto_increment, has_nullable FROM INFORMATION_SCHEMA.COLUMNS INNER JOIN ( SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COUNT(*) AS COUNT_COLUMN_IN_INDEX, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX ASC) AS COLUMN_NAMES, SUBSTRING_INDEX(GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX ASC), ',', 1) AS FIRST_COLUMN_NAME, SUM(NULLABLE='YES') > 0 AS has_nullable FROM INFORMATION_SCHEMA.STATISTICS WHERE NON_UNIQUE=0 AND TABLE_SCHEMA = '$DB' AND TABLE_NAME = 't' GROUP BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME ) AS UNIQUES ON ( COLUMNS.COLUMN_NAME = UNIQUES.FIRST_COLUMN_NAME ) WHERE COLUMNS.TABLE_SCHEMA = '$DB' AND COLUMNS.TABLE_NAME = 't' ORDER BY COLUMNS.TABLE_SCHEMA, COLUMNS.TABLE_NAME, CASE UNIQUES.INDEX_NAME WHEN 'PRIMARY' THEN 0 ELSE 1 END, CASE has_nullable WHEN 0 THEN 0 ELSE 1 END, CASE IFNULL(CHARACTER_SET_NAME, '') WHEN '' THEN 0 ELSE 1 END, CASE DATA_TYPE WHEN 'tinyint' THEN 0 WHEN 'smallint' THEN 1 WHEN 'int' THEN 2 WHEN 'bigint' THEN 3 ELSE 100 END, COUNT_COLUMN_IN_INDEX
show /* gh-ost */ create table `$DB`.`t`
select /* gh-ost */ @@global.time_zone
select /* gh-ost `$DB`.`t` iteration:0 */ `id` from `$DB`.`t` order by `id` asc limit 1
select /* gh-ost `$DB`.`t` */ `id` from `$DB`.`t` where ((`id` > _binary'1')) and ((`id` < _binary'9') or ((`id` = _binary'9'))) order by `id` asc limit 1 offset 2
create /* gh-ost */ table `$DB`.`tool_a` (id bigint auto_increment, last_update timestamp not null DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, hint varchar(64) charset ascii not null, value varchar(4096) charset ascii not null, primary key(id), unique key hint_uidx(id, hint)) auto_increment=256 comment='x'
insert /* gh-ost */ into `$DB`.`tool_a` (id, hint, value) values (NULLIF(3, 0), 'state', 'GhostTableMigrated') on duplicate key update last_update=NOW(), value=VALUES(value)
select hint, value from `$DB`.`tool_a` where hint = 'state' and id <= 255
drop /* gh-ost */ table if exists `$DB`.`tool_a`
select is_free_lock('gh-ost.1.lock')
select get_lock('gh-ost.1.lock', 0)
set session lock_wait_timeout:=6
select release_lock('gh-ost.1.lock')
set session wait_timeout=100, session sql_mode='NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES'
## pt-online-schema-change
SET @@SQL_QUOTE_SHOW_CREATE = 1/*!40101, @@SQL_MODE='NO_AUTO_VALUE_ON_ZERO,ONLY_FULL_GROUP_BY'*/
SHOW VARIABLES LIKE 'innodb\_lock_wait_timeout'
SET SESSION innodb_lock_wait_timeout=1
SHOW VARIABLES LIKE 'lock\_wait_timeout'
SET SESSION lock_wait_timeout=60
SHOW VARIABLES LIKE 'wait\_timeout'
SET SESSION wait_timeout=10000
SELECT @@SQL_MODE
SELECT @@server_id is null /*!50038 , @@hostname is null*/
SHOW VARIABLES LIKE 'wsrep_on'
SHOW VARIABLES LIKE 'version_nosuch%'
SHOW ENGINES
SHOW VARIABLES LIKE 'innodb_version_nosuch'
SHOW GLOBAL STATUS LIKE 'Threads_running_nosuch'
SELECT CONCAT(@@hostname, @@port) is null
SHOW TABLES FROM `$DB` LIKE 't'
SELECT VERSION() is null
SHOW TRIGGERS FROM `$DB` LIKE 't'
/*!40101 SET @OLD_SQL_MODE := @@SQL_MODE, @@SQL_MODE := '', @OLD_QUOTE := @@SQL_QUOTE_SHOW_CREATE, @@SQL_QUOTE_SHOW_CREATE := 1 */
USE `$DB`
SHOW CREATE TABLE `$DB`.`t`
/*!40101 SET @@SQL_MODE := @OLD_SQL_MODE, @@SQL_QUOTE_SHOW_CREATE := @OLD_QUOTE */
EXPLAIN SELECT * FROM `$DB`.`nosuch` WHERE 1=1
SELECT table_schema, table_name FROM information_schema.key_column_usage WHERE referenced_table_schema='$DB' AND referenced_table_name='t'
CREATE TABLE `$DB`.`tool_a` LIKE `$DB`.`t`
ALTER TABLE `$DB`.`tool_a` ADD COLUMN zzz int
INSERT LOW_PRIORITY IGNORE INTO `$DB`.`tool_a` (`id`, `v`, `n`) SELECT `id`, `v`, `n` FROM `$DB`.`t` FORCE INDEX(`PRIMARY`) WHERE ((`id` >= '1')) AND ((`id` <= '3')) LOCK IN SHARE MODE /*pt-online-schema-change 1 copy nibble*/
SHOW WARNINGS
SELECT COUNT(*) FROM `$DB`.`tool_a`
ANALYZE TABLE `$DB`.`tool_a` /* pt-online-schema-change */
DROP TABLE IF EXISTS `$DB`.`tool_a`
## ProxySQL's monitor
SET wait_timeout=600000
SELECT @@global.read_only read_only
SELECT @@global.innodb_read_only read_only
SELECT @@global.read_only&@@global.innodb_read_only read_only
SELECT @@global.read_only|@@global.super_read_only read_only
SHOW REPLICA STATUS
SHOW SLAVE STATUS
SELECT CONVERT_TZ('2024-01-01 00:00:00', '+00:00', '+01:00')
SELECT @@max_allowed_packet > 0
SET NAMES utf8mb4
/* create by proxysql */ SELECT 1
SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')
select @@tx_isolation
select @@session.transaction_isolation
## Debezium
SHOW VARIABLES WHERE Variable_name REGEXP 'character_set_server|collation_server'
SHOW VARIABLES LIKE 'sql_mode'
SHOW VARIABLES LIKE 'binlog_format'
SHOW GLOBAL VARIABLES LIKE 'binlog_row_image'
SHOW VARIABLES LIKE 'binlog_row_value_options'
SHOW VARIABLES LIKE 'lower_case_table_names'
SELECT @@lower_case_table_names
SELECT @@session.time_zone
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ
SET SESSION lock_wait_timeout=10
SET SESSION innodb_lock_wait_timeout=10
SHOW DATABASES LIKE '$DB'
SHOW FULL TABLES IN `$DB` where Table_Type = 'BASE TABLE'
SHOW CREATE DATABASE `$DB`
SHOW CREATE TABLE `$DB`.`t`
START TRANSACTION WITH CONSISTENT SNAPSHOT
SELECT `id`, `v` FROM `$DB`.`t` WHERE id <= 2
SELECT `id`, `v`, `n`, `d` FROM `$DB`.`t` WHERE id <= 3 ORDER BY id
SHOW TABLE STATUS LIKE 'nosuch'
COMMIT
SHOW GLOBAL STATUS LIKE 'Ssl_version_nosuch'
SELECT GTID_SUBTRACT('', '')
SELECT GTID_SUBSET('', '')
SELECT @@SESSION.GTID_NEXT
SELECT 'x' = COALESCE(NULL, 'x')
SELECT count(1) FROM information_schema.tables WHERE table_schema = '$DB' AND table_name = 't'
## Metabase
SET @@session.time_zone = '+00:00'
SELECT @@GLOBAL.time_zone AS global_tz, @@system_time_zone AS system_tz, time_format( timediff( now(), convert_tz(now(), @@session.time_zone, '+00:00') ), '%H:%i' ) AS 'offset'
SELECT c.column_name AS `name`, c.ordinal_position - 1 AS `database-position`, NULL AS `table-schema`, c.table_name AS `table-name`, UPPER(SUBSTRING_INDEX(c.column_type, '(', 1)) AS `database-type`, c.extra = 'auto_increment' AS `database-is-auto-increment`, (c.column_default IS NULL OR LOWER(c.column_default) = 'null') AND c.is_nullable = 'NO' AND NOT (c.extra <> '') AS `database-required`, c.column_key = 'PRI' AS `pk?`, IF(c.column_comment = '', NULL, c.column_comment) AS `field-comment` FROM information_schema.columns AS c WHERE (c.table_schema NOT IN ('information_schema', 'performance_schema', 'sys', 'mysql', 'innodb')) AND (c.table_schema = '$DB') AND (c.table_name IN ('t', 'd')) ORDER BY `table-name` ASC, `database-position` ASC
SELECT a.table_name AS `fk-table-name`, a.column_name AS `fk-column-name`, a.referenced_table_name AS `pk-table-name`, a.referenced_column_name AS `pk-column-name` FROM information_schema.key_column_usage AS a INNER JOIN information_schema.table_constraints AS b USING (constraint_schema, constraint_name, table_name) WHERE (a.referenced_table_schema = '$DB') AND (b.constraint_type = 'FOREIGN KEY') ORDER BY `fk-table-name` ASC
SELECT TABLE_NAME AS `name`, TABLE_SCHEMA AS `schema` FROM information_schema.tables WHERE table_schema = '$DB' AND table_type IN ('BASE TABLE', 'VIEW') AND table_name IN ('t', 'd') ORDER BY 1
SELECT TRUE AS `_` FROM `t` WHERE 1 <> 1 LIMIT 0
SELECT SUBSTRING(`t`.`v`, 1, 1234) AS `substring1`, `t`.`n` AS `n` FROM `t` WHERE id <= 3 ORDER BY id LIMIT 10000
SELECT STR_TO_DATE(CONCAT(DATE_FORMAT(`t`.`d`, '%Y-%m'), '-01'), '%Y-%m-%d') AS `d`, COUNT(*) AS `count` FROM `t` GROUP BY STR_TO_DATE(CONCAT(DATE_FORMAT(`t`.`d`, '%Y-%m'), '-01'), '%Y-%m-%d') ORDER BY STR_TO_DATE(CONCAT(DATE_FORMAT(`t`.`d`, '%Y-%m'), '-01'), '%Y-%m-%d') ASC
SELECT DATE(`t`.`d`) AS `d`, SUM(`t`.`n`) AS `sum`, AVG(`t`.`n`) AS `avg`, COUNT(DISTINCT `t`.`v`) AS `c` FROM `t` WHERE `t`.`d` >= DATE('2023-01-01') AND `t`.`d` < DATE_ADD(DATE('2026-01-01'), INTERVAL 1 DAY) GROUP BY DATE(`t`.`d`) ORDER BY DATE(`t`.`d`) ASC
SELECT FLOOR((`t`.`n` - 0.0) / 10) * 10 + 0.0 AS `n`, COUNT(*) AS `count` FROM `t` WHERE n is not null GROUP BY FLOOR((`t`.`n` - 0.0) / 10) * 10 + 0.0 ORDER BY 1
SELECT `source`.`v` AS `v`, `source`.`count` AS `count` FROM (SELECT `t`.`v` AS `v`, COUNT(*) AS `count` FROM `t` GROUP BY `t`.`v` ORDER BY `t`.`v` ASC) AS `source` WHERE `source`.`count` > 0 ORDER BY `source`.`v` ASC LIMIT 5
SELECT CAST(TRUNCATE(STDDEV_POP(`t`.`n`), 6) AS CHAR) AS `s`, CAST(VARIANCE(`t`.`n`) AS DECIMAL(20, 4)) AS `v` FROM `t`
## Grafana
SELECT @@version is null
SELECT DATABASE()
SET time_zone='+00:00'
SHOW DATABASES LIKE '$DB'
SELECT DISTINCT TABLE_NAME FROM information_schema.tables WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME IN ('t', 'd') ORDER BY TABLE_NAME
SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = '$DB' AND table_name = 't' ORDER BY column_name
SELECT table_name FROM information_schema.tables WHERE table_name IN ( SELECT table_name FROM information_schema.columns WHERE table_schema = '$DB' AND column_name = 'dec1' ) AND table_schema = '$DB'
SELECT UNIX_TIMESTAMP(d) DIV 900 * 900 AS "time", avg(n) AS "value" FROM t WHERE d BETWEEN FROM_UNIXTIME(1700000000) AND FROM_UNIXTIME(1800000000) GROUP BY 1 ORDER BY 1
SELECT DISTINCT v FROM t WHERE v IS NOT NULL ORDER BY v LIMIT 3
SELECT v AS __text, id AS __value FROM t WHERE id <= 3 ORDER BY id
## mysqldump
/*!40100 SET @@SQL_MODE='' */
/*!40103 SET TIME_ZONE='+00:00' */
/*!80000 SET SESSION information_schema_stats_expiry=0 */
SET SESSION NET_READ_TIMEOUT= 86400, SESSION NET_WRITE_TIMEOUT= 86400
SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ
START TRANSACTION /*!40100 WITH CONSISTENT SNAPSHOT */
SHOW VARIABLES LIKE 'gtid\_mode_nosuch'
SELECT @@GLOBAL.GTID_EXECUTED IS NULL
UNLOCK TABLES
SHOW VARIABLES LIKE 'ndbinfo\_version'
SHOW CREATE DATABASE IF NOT EXISTS `$DB`
SAVEPOINT sp
show tables
show table status like 'nosuch'
SET SQL_QUOTE_SHOW_CREATE=1
SET SESSION character_set_results = 'binary'
show create table `t`
SET SESSION character_set_results = 'utf8mb4'
show fields from `d`
SELECT COLUMN_NAME, JSON_EXTRACT(HISTOGRAM, '$."number-of-buckets-specified"') FROM information_schema.COLUMN_STATISTICS WHERE SCHEMA_NAME = '$DB' AND TABLE_NAME = 't'
SET SESSION character_set_results = 'binary'
use `$DB`
select @@collation_database
SHOW TRIGGERS LIKE 't'
SET SESSION character_set_results = 'utf8mb4'
ROLLBACK TO SAVEPOINT sp
show events
SHOW FUNCTION STATUS WHERE Db = '$DB'
SHOW PROCEDURE STATUS WHERE Db = '$DB'
RELEASE SAVEPOINT sp
## Laravel, Symfony and Doctrine
set names 'utf8mb4' collate 'utf8mb4_unicode_ci', SESSION sql_mode='ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'
select exists (select 1 from information_schema.tables where table_schema = '$DB' and table_name = 'migrations' and table_type in ('BASE TABLE', 'SYSTEM VERSIONED')) as `exists`
select table_name as `name`, table_schema as `schema`, table_comment as `comment`, engine as `engine`, table_collation as `collation` from information_schema.tables where table_type in ('BASE TABLE', 'SYSTEM VERSIONED') and table_schema = '$DB' and table_name in ('t', 'd') order by table_schema, table_name
select column_name as `name`, data_type as `type_name`, column_type as `type`, collation_name as `collation`, is_nullable as `nullable`, column_default as `default`, column_comment as `comment`, generation_expression as `expression`, extra as `extra` from information_schema.columns where table_schema = '$DB' and table_name = 'd' order by ordinal_position asc
select index_name as `name`, group_concat(column_name order by seq_in_index) as `columns`, index_type as `type`, not non_unique as `unique` from information_schema.statistics where table_schema = '$DB' and table_name = 'd' group by index_name, index_type, non_unique
select kc.constraint_name as `name`, group_concat(kc.column_name order by kc.ordinal_position) as `columns`, kc.referenced_table_schema as `foreign_schema`, kc.referenced_table_name as `foreign_table`, group_concat(kc.referenced_column_name order by kc.ordinal_position) as `foreign_columns`, rc.update_rule as `on_update`, rc.delete_rule as `on_delete` from information_schema.key_column_usage kc join information_schema.referential_constraints rc on kc.constraint_schema = rc.constraint_schema and kc.constraint_name = rc.constraint_name where kc.table_schema = '$DB' and kc.table_name = 'd' and kc.referenced_table_name is not null group by kc.constraint_name, kc.referenced_table_schema, kc.referenced_table_name, rc.update_rule, rc.delete_rule
SELECT COLUMN_NAME AS field, COLUMN_TYPE AS type, IS_NULLABLE AS `null`, COLUMN_KEY AS `key`, COLUMN_DEFAULT AS `default`, EXTRA, COLUMN_COMMENT AS comment, CHARACTER_SET_NAME AS characterset, COLLATION_NAME AS collation FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME = 'd' ORDER BY ORDINAL_POSITION
SELECT t.TABLE_NAME, t.ENGINE, t.AUTO_INCREMENT, t.TABLE_COMMENT, t.CREATE_OPTIONS, t.TABLE_COLLATION, ccsa.CHARACTER_SET_NAME FROM information_schema.TABLES t INNER JOIN information_schema.COLLATION_CHARACTER_SET_APPLICABILITY ccsa ON ccsa.COLLATION_NAME = t.TABLE_COLLATION WHERE t.TABLE_SCHEMA = '$DB' AND t.TABLE_TYPE = 'BASE TABLE' AND t.TABLE_NAME IN ('t', 'd') ORDER BY 1
SELECT NON_UNIQUE AS Non_Unique, INDEX_NAME AS Key_name, COLUMN_NAME AS Column_Name, SUB_PART AS Sub_Part, INDEX_TYPE AS Index_Type FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = '$DB' AND TABLE_NAME = 'd' ORDER BY SEQ_IN_INDEX
SELECT DATABASE()
SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME IN ('t', 'd') ORDER BY 1
## variables that are read
SELECT @@autocommit, @@auto_increment_increment, @@auto_increment_offset, @@big_tables, @@bulk_insert_buffer_size, @@character_set_filesystem, @@completion_type, @@default_storage_engine, @@default_tmp_storage_engine, @@default_week_format, @@div_precision_increment, @@explicit_defaults_for_timestamp, @@foreign_key_checks, @@group_concat_max_len
SELECT @@identity, @@last_insert_id, @@insert_id, @@interactive_timeout, @@join_buffer_size, @@lc_messages, @@lc_time_names, @@license, @@local_infile in (0, 1), @@lock_wait_timeout, @@long_query_time, @@low_priority_updates, @@lower_case_file_system, @@max_error_count, @@max_execution_time, @@max_join_size, @@max_length_for_sort_data, @@max_sort_length, @@max_sp_recursion_depth
SELECT @@net_buffer_length, @@net_read_timeout, @@net_retry_count, @@new, @@old_alter_table, @@optimizer_prune_level, @@optimizer_search_depth, @@optimizer_switch is null, @@profiling, @@profiling_history_size, @@protocol_version, @@pseudo_thread_id > 0, @@query_alloc_block_size, @@rand_seed1, @@read_buffer_size, @@sort_buffer_size, @@sql_auto_is_null, @@sql_big_selects
SELECT @@sql_buffer_result, @@sql_log_bin, @@sql_log_off, @@sql_notes, @@sql_quote_show_create, @@sql_safe_updates, @@sql_select_limit, @@sql_warnings, @@storage_engine
SELECT @@sql_buffer_result, @@sql_log_bin, @@sql_notes, @@sql_safe_updates, @@sql_select_limit, @@sql_warnings, @@system_time_zone, @@table_definition_cache > 0, @@thread_stack > 0, @@time_zone, @@timestamp > 0, @@tmp_table_size, @@transaction_alloc_block_size, @@transaction_isolation, @@transaction_read_only, @@unique_checks, @@updatable_views_with_limit, @@version_compile_os, @@wait_timeout, @@warning_count, @@windowing_use_high_precision
SELECT @@global.autocommit, @@global.max_connections > 0, @@global.wait_timeout, @@global.sql_mode, @@global.character_set_client, @@global.collation_connection, @@global.time_zone, @@global.transaction_isolation, @@global.innodb_version is null, @@global.max_allowed_packet > 0
SELECT @@session.autocommit, @@local.sql_mode, @@SESSION.max_allowed_packet > 0, @@`sql_mode`, @@session.`sql_mode`
SELECT @@global.nosuch
SELECT @@nosuch.sql_mode
SELECT @@session.max_connections
SELECT @@global.timestamp
SELECT @@innodb_lock_wait_timeout, @@innodb_strict_mode, @@innodb_file_per_table, @@innodb_page_size, @@innodb_autoinc_lock_mode, @@innodb_flush_log_at_trx_commit in (0, 1, 2)
SELECT @@ssl_ca is null or 1, @@have_ssl is null
SELECT @@have_profiling, @@have_compress, @@have_geometry, @@have_rtree_keys, @@have_statement_timeout, @@have_symlink
SELECT @@default_authentication_plugin
SELECT @@authentication_policy is null
SELECT @@read_only in (0, 1), @@super_read_only in (0, 1), @@innodb_read_only
SELECT @@gtid_mode is null, @@gtid_executed is null, @@gtid_purged is null, @@server_uuid is null, @@server_id is null
SHOW VARIABLES LIKE 'sql_mode'
SHOW SESSION VARIABLES WHERE Variable_name = 'autocommit' OR Variable_name LIKE 'sql_sa%'
SHOW VARIABLES WHERE Value = 'REPEATABLE-READ'
SHOW GLOBAL VARIABLES LIKE 'wait_timeout'
SHOW VARIABLES LIKE 'NOSUCH%'
SHOW VARIABLES LIKE 'tx\_isolation'
SHOW VARIABLES WHERE `variable_name` REGEXP '^sql_mode$'
SHOW LOCAL VARIABLES LIKE 'collation\_connection'
SHOW VARIABLES WHERE nosuch = 1
SHOW STATUS WHERE Variable_name = 'nosuch'
SHOW STATUS LIKE 'Compression'
SHOW SESSION STATUS LIKE 'Last_query_cost_'
SHOW STATUS WHERE nosuch = 1
select variable_name, variable_value from performance_schema.session_variables where variable_name in ('sql_mode', 'autocommit', 'wait_timeout') order by 1
set sql_mode = ''
select variable_name, variable_value from performance_schema.session_variables where variable_name = 'sql_mode'
show variables like 'sql_mode'
select variable_value from performance_schema.global_variables where variable_name = 'sql_mode'
select * from performance_schema.variables_by_thread where 0
select @@sql_mode, @@session.sql_mode, @@global.sql_mode = ''
## forms of SHOW
SHOW ENGINE INNODB STATUS WHERE 0
SHOW BINARY LOGS WHERE 0
SHOW MASTER STATUS
SHOW CREATE EVENT nosuch
SHOW CREATE FUNCTION nosuch
SHOW CREATE PROCEDURE nosuch
SHOW CREATE TRIGGER nosuch
SHOW CREATE VIEW t
SHOW CREATE TABLE nosuch
SHOW CREATE DATABASE nosuch
SHOW FUNCTION CODE nosuch
SHOW PROCEDURE CODE nosuch
SHOW COUNT(*) WARNINGS
SHOW WARNINGS
SHOW ERRORS LIMIT 1
SHOW STORAGE ENGINES
SHOW OPEN TABLES FROM nosuch
SHOW OPEN TABLES LIKE 'nosuch'
SHOW OPEN TABLES WHERE In_use > 10000
SHOW TABLES FROM nosuch
SHOW TABLES WHERE 0
SHOW TABLES WHERE Tables_in_$DB = 't'
SHOW FULL TABLES LIKE 'd'
SHOW EXTENDED FULL TABLES LIKE 'd'
SHOW EXTENDED COLUMNS FROM t
SHOW EXTENDED FULL COLUMNS FROM t LIKE 'DB%'
SHOW FULL FIELDS IN t IN $DB WHERE Field = 'id'
SHOW COLUMNS FROM nosuch
SHOW COLUMNS FROM t WHERE nosuch = 1
SHOW KEYS FROM t WHERE Key_name = 'PRIMARY'
SHOW INDEXES IN t IN $DB
SHOW EXTENDED INDEX FROM t WHERE Key_name = 'nosuch'
SHOW TABLE STATUS WHERE Name = 'nosuch'
SHOW TABLE STATUS FROM nosuch
SHOW TRIGGERS IN $DB LIKE 'nosuch'
SHOW EVENTS IN $DB LIKE 'nosuch'
SHOW CHARACTER SET WHERE Charset = 'latin1'
SHOW CHARSET LIKE 'utf8%'
SHOW COLLATION WHERE Id = 33
SHOW COLLATION LIKE 'latin1\_%'
SHOW PROCESSLIST LIKE 'x'
SHOW NOSUCH
SHOW
SHOW TABLES LIKE
SHOW PARSE_TREE SELECT 1
DESCRIBE t
DESC t id
DESC t 'i%'
EXPLAIN t
DESCRIBE $DB.d
DESCRIBE nosuch
DESCRIBE t nosuch
## flushes and such
FLUSH STATUS
FLUSH USER_RESOURCES
FLUSH OPTIMIZER_COSTS
FLUSH HOSTS
FLUSH TABLES
FLUSH TABLE t
FLUSH TABLES t, d
FLUSH TABLES nosuch
FLUSH LOCAL TABLES t
FLUSH NO_WRITE_TO_BINLOG TABLES
FLUSH TABLES t WITH READ LOCK
UNLOCK TABLES
FLUSH TABLES t FOR EXPORT
UNLOCK TABLES
FLUSH NOSUCH
FLUSH QUERY CACHE
FLUSH DES_KEY_FILE
SELECT * FROM nosuch
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'own', MYSQL_ERRNO = 3000
SIGNAL SQLSTATE '01000' SET MESSAGE_TEXT = 'a warning'
SHOW WARNINGS
RESIGNAL
DO RELEASE_ALL_LOCKS()
SELECT BENCHMARK(2, 1), SLEEP(0), UUID() IS NULL, UUID_SHORT() IS NULL, RAND(1) BETWEEN 0 AND 1, CONNECTION_ID() IS NULL, USER() IS NULL, SESSION_USER() IS NULL, CURRENT_USER IS NULL, SYSTEM_USER() IS NULL, VERSION() IS NULL, FOUND_ROWS(), ROW_COUNT(), LAST_INSERT_ID(), CHARSET('a'), COERCIBILITY('a'), COLLATION('a'), ICU_VERSION() IS NULL
SELECT 1 INTO @one
SELECT @one
SELECT 1, 2 INTO @one
TABLE t ORDER BY id LIMIT 2
VALUES ROW(1, 'a'), ROW(2, 'b')
(SELECT 1) UNION (SELECT 2) ORDER BY 1
SELECT * FROM t PROCEDURE ANALYSE()
