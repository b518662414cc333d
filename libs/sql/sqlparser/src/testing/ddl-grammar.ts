import type { Grammar } from './generator.ts';

/** MySQL's data definition language and stored programs, for texts that MySQL's parser accepts. */
export const ddlGrammar: Grammar = {
  statement:
    '{<createTable>|<createTable>|<createTable>|<alterTable>|<alterTable>|<alterTable>|<createIndex>|<dropIndex>|<view>|<database>|<simple>|<program>|<program>|<tablespace>|<other>}',

  // names and literals
  name: '{a|b|c|`d e`|t1|`select`|status|x_y|`tick``ed`|comment|action|end}',
  column: '{a|b|c|`d e`|status|x_y|data|value}',
  table: '{t1|t2|db1.t1|`odd name`.`t 3`|`order`}',
  number: '{0|1|2|4|10|255}',
  string: "{'x'|''|'it''s'|'a\\\\nb'|\"dq\"}",
  charset: '{utf8mb4|latin1|ascii|binary}',
  collation: '{utf8mb4_bin|latin1_swedish_ci|binary|utf8mb4_0900_ai_ci}',
  charsetIs: '{charset|character set|char set}',
  eq: '{=|}',

  // expressions, enough to tell where they may stand
  expr: '{<column>|<number>|<simpleExpr>|<simpleExpr> {+|-|*|/|%|div} <simpleExpr>|<simpleExpr> {=|!=} <simpleExpr>|<simpleExpr> is [not] null|not <simpleExpr>|<simpleExpr> between <simpleExpr> and <simpleExpr>|<simpleExpr> [not] in (<number>, <number>)|<simpleExpr> and <simpleExpr> or <simpleExpr>}',
  bitExpr: '{<column>|year(<column>)|<column> % 4|<column> + <number>|(<column> = 1)|to_days(<column>)}',
  simpleExpr:
    "{<column>|<number>|<string>|null|true|( <expr> )|abs(<expr>)|concat(<expr>, <expr>)|coalesce(<expr>, <expr>)|cast(<expr> as {signed|char(10)|json|decimal(10,2)})|case when <expr> then <expr> end|lower(<column>)|0x1F|b'01'|-<number>|if(<expr>, <expr>, <expr>)|now()|1.5|json_extract(<column>, '$.a')|<column>->'$.a'|<column>->>'$.b'|date_add(<column>, interval 1 day)}",
  query:
    '{select <expr> as a from t1|select a, b from t1 where <expr>|select 1|table t1|values row(1, 2)|select a from t1 union select b from t2}',

  // columns
  type: '{<intType>|<charType>|<otherType>}',
  intType:
    '{{int|integer|tinyint|smallint|mediumint|bigint|int4|middleint}[(<number>)] [{unsigned|signed|zerofill}] [zerofill]|bool|boolean|bit[(<number>)]|{decimal|dec|numeric|fixed}[({5|10}[,2])] [unsigned]|{double|double precision|real|float|float8}[(10,2)]|float(7)}',
  charType:
    '{varchar(<number>)|char[(<number>)]|character varying(10)|tinytext|text[(<number>)]|mediumtext|longtext|long varchar|long} [{<charsetIs> <charset>|ascii|unicode|binary|<charsetIs> <charset> binary|byte}] [collate <collation>]',
  otherType:
    "{national char(4)|nvarchar(4)|nchar varchar(3)|national varchar(3)|binary(3)|varbinary(10)|blob[(10)]|tinyblob|longblob|long varbinary|date|time[(3)]|datetime[(6)]|timestamp[(0)]|year|json|geometry|point|linestring|geomcollection|multipolygon|enum('a','b')|set('x') [<charsetIs> <charset>]|vector(3)|vector|serial}",
  columnDef:
    '{<column> <type> <attribute>* [references <table> (<column>) [on delete cascade]]|<column> <type> <attribute>*|<column> {int|json|point|longblob} [generated always] as (<expr>) [{virtual|stored}] <generatedAttribute>*}',
  changedDef: '{<column> <type> <attribute>*|<column> {int|json} [generated always] as (<expr>) [stored]}',
  attribute:
    '{null|not null|default <defaultValue>|on update now()|auto_increment|primary key|key|unique|unique key|comment <string>|collate <collation>|column_format {fixed|dynamic|default}|storage {disk|memory|default}|<check>|visible|invisible|srid 4326|serial default value}',
  generatedAttribute: '{not null|null|unique|primary key|comment <string>|visible|invisible|<check>}',
  defaultValue:
    "{null|<number>|-<number>|<string>|true|b'1'|x'41'|0xFF|now()|current_timestamp|current_timestamp(3)|localtime()|(<expr>)|_utf8mb4'x'|1.5|+1.0|date '2020-01-01'}",
  check: '[constraint [<name>]] check (<expr>) [[not] enforced]',

  // keys
  key: '{[constraint [<name>]] primary key <keyName> (<part>+) <keyOption>*|{key|index} <keyName> (<part>+) <keyOption>*|[constraint [<name>]] unique [{key|index}] <keyName> (<part>+) <keyOption>*|fulltext [{key|index}] [<name>] (<column>+) [with parser ngram]|spatial [{key|index}] [<name>] (<column>)|<foreignKey>|<check>}',
  foreignKey:
    '[constraint [<name>]] foreign key [<name>] (<column>+) references <table> (<column>+) [match {full|partial|simple}] [{on delete <action>|on update <action>|on delete <action> on update <action>|on update <action> on delete <action>}]',
  action: '{restrict|cascade|set null|no action|set default}',
  keyName: '{|<name>|<name> {using|type} btree|using hash}',
  using: '[{using|type} {btree|hash|rtree}]',
  part: '{<column>|<column>(<number>)|(<expr>)} [{asc|desc}]',
  keyOption: '{key_block_size <eq> 8|{using|type} {btree|hash}|comment <string>|visible|invisible}',
  element: '{<columnDef>|<columnDef>|<columnDef>|<key>}',

  // tables
  createTable:
    '{create [temporary] table [if not exists] <table> (<columnDef>+ , <element>+) <tableOptions> [<partitionBy>] [[{ignore|replace}] [as] <query>]|create [temporary] table <table> {like <table>|(like <table>)}|create table <table> <tableOptions> [{ignore|replace}] [as] {<query>|(<query>)}|create table <table> (<columnDef>) <partitionBy>}',
  tableOptions: '{|<tableOption>|<tableOption> <tableOption>|<tableOption>, <tableOption>}',
  tableOption:
    "{engine <eq> {innodb|'memory'|MyISAM}|auto_increment <eq> <number>|avg_row_length <eq> 10|[default] <charsetIs> <eq> <charset>|[default] collate <eq> <collation>|checksum <eq> 1|comment <eq> <string>|compression <eq> 'zlib'|connection <eq> <string>|{data|index} directory <eq> <string>|delay_key_write <eq> 0|encryption <eq> 'N'|insert_method <eq> {no|first|last}|key_block_size <eq> 4|max_rows <eq> 9|min_rows <eq> 1|pack_keys <eq> {0|1|default}|password <eq> 'x'|row_format <eq> {default|dynamic|fixed|compressed|redundant|compact}|stats_auto_recalc <eq> {0|1|default}|stats_persistent <eq> {0|1|default}|stats_sample_pages <eq> {10|default}|tablespace <eq> ts1|storage disk|union <eq> (t1, t2)|autoextend_size <eq> 4M|start transaction|secondary_engine <eq> {rapid|null}}",
  partitionBy:
    'partition by {[linear] hash (<bitExpr>) [partitions 4]|[linear] key [algorithm = {1|2}] ([<column>+]) [partitions 4]|range (<bitExpr>) [<subpartition>] (<rangeDef>+)|range columns (<column>+) (<rangeDef>+)|list (<bitExpr>) [<subpartition>] (<listDef>+)|list columns (<column>+) (<listDef>+)}',
  subpartition: 'subpartition by [linear] {hash (<bitExpr>)|key (<column>+)} [subpartitions 2]',
  rangeDef:
    'partition <name> values less than {(<number>)|maxvalue|(maxvalue)|(<number>, <string>)} <defOption>* [(subpartition <name> <defOption>*, subpartition <name>)]',
  listDef: 'partition <name> values in (<number>, <number>) <defOption>*',
  defOption:
    "{[storage] engine <eq> innodb|comment <eq> <string>|data directory <eq> '/x'|index directory <eq> '/y'|max_rows <eq> 5|min_rows <eq> 1|tablespace <eq> ts1|nodegroup <eq> 1}",

  alterTable:
    'alter table <table> {<alterOption>+|<alterOption>+|[<alterOption>+ ,] order by <column> [desc], <column>|[<alterOption>+] <partitionBy>|[<alterOption>+] remove partitioning|[<modifier>,] <standalone>|}',
  alterOption:
    '{add [column] <columnDef> [{first|after <column>}]|add [column] (<element>+)|add <key>|drop [column] <column> [{restrict|cascade}]|drop primary key|drop {key|index} <name>|drop foreign key <name>|drop {check|constraint} <name>|modify [column] <changedDef> [{first|after <column>}]|change [column] <column> <changedDef> [{first|after <column>}]|alter [column] <column> {set default {<number>|<string>|null|(<expr>)}|drop default|set {visible|invisible}}|alter index <name> {visible|invisible}|alter {check|constraint} <name> [not] enforced|rename column <column> to <column>|rename {key|index} <name> to <name>|rename [{to|as|=}] <table>|convert to <charsetIs> {<charset>|default} [collate <collation>]|{enable|disable} keys|force|<tableOption> [<tableOption>]|<modifier>}',
  modifier:
    '{algorithm <eq> {default|instant|inplace|copy}|lock <eq> {default|none|shared|exclusive}|{with|without} validation}',
  binlog: '[{no_write_to_binlog|local}]',
  targets: '{all|<name>+}',
  standalone:
    '{add partition <binlog> {(<rangeDef>+)|(<listDef>)|partitions 2}|drop partition <name>+|{discard|import} partition <targets> tablespace|truncate partition <targets>|coalesce partition <binlog> 2|reorganize partition <binlog> [<name>+ into (<rangeDef>+)]|exchange partition <name> with table <table> [{with|without} validation]|{analyze|optimize|rebuild} partition <binlog> <targets>|check partition <targets> [{quick|fast|medium|extended|changed|for upgrade}]|repair partition <binlog> <targets> [{quick|extended|use_frm}]|{discard|import} tablespace}',

  createIndex:
    'create {[unique] index <name> <using> on <table> (<part>+) <keyOption>*|fulltext index <name> on <table> (<column>+) [with parser ngram]|spatial index <name> on <table> (<column>)} [<indexLock>]',
  dropIndex: 'drop index {<name>|`primary`} on <table> [<indexLock>]',
  indexLock:
    '{algorithm <eq> {default|inplace|copy}|lock <eq> {none|shared}|algorithm = copy lock = shared|lock none algorithm copy}',

  // other objects
  definer: "[definer = {root@localhost|'a'@'%'|`b`@`c d`|current_user|current_user()|x}]",
  viewHead: '[algorithm = {undefined|merge|temptable}] <definer> [sql security {definer|invoker}]',
  view: '{create [or replace] <viewHead> view <table> [(a, b)] as {<query>|(<query>)|with x as (select 1) select * from x} [with [{cascaded|local}] check option]|alter <viewHead> view <table> [(a)] as <query>|drop view [if exists] <table>+ [{restrict|cascade}]}',
  dbOption:
    "{[default] <charsetIs> <eq> {<charset>|'utf8mb4'}|[default] collate <eq> {<collation>|'utf8mb4_bin'}|[default] encryption <eq> 'Y'}",
  database:
    '{create {database|schema} [if not exists] <name> <dbOption>*|alter {database|schema} db9 {default collate binary|<dbOption>|<dbOption> <dbOption>|read only <eq> {0|1|default}}|drop {database|schema} [if exists] <name>}',
  simple:
    "{drop [temporary] {table|tables} [if exists] <table>+ [{restrict|cascade}]|rename {table|tables} <renaming>+|truncate [table] <table>|drop {procedure|function|trigger|event} [if exists] <table>|drop server [if exists] {s|'s'}|drop function f}",
  renaming: '<table> to <table>',
  tablespace:
    "{create undo tablespace ts1 add datafile 'a.ibu' [engine innodb]|create tablespace ts1 add datafile 'a.ibd' <tsOption>*|create tablespace ts1 <tsOption>*|alter tablespace ts1 {rename to ts2|{add|drop} datafile 'b' [engine innodb]|encryption = 'Y'|autoextend_size <eq> 4M}|alter undo tablespace u set {active|inactive}|drop [undo] tablespace ts1 [engine <eq> innodb]|create logfile group lg add undofile 'u' [initial_size <eq> 10M] [engine <eq> ndb]|alter logfile group lg add undofile 'v' engine ndb|drop logfile group lg engine <eq> ndb}",
  tsOption:
    "{file_block_size <eq> 16384|engine <eq> innodb|encryption <eq> 'N'|autoextend_size <eq> 4M|comment <eq> <string>|initial_size <eq> 1M|max_size <eq> 2G|extent_size <eq> 1024|nodegroup <eq> 2|wait}",
  other:
    "{create server s foreign data wrapper {mysql|'mysql'} options (user 'u', host 'h', port 3306)|alter server s options (database 'd', socket 's', owner 'o', password 'p')|create {or replace spatial reference system|spatial reference system [if not exists]} 99999 name 'n' definition 'd' [organization 'o' identified by 7] [description 'x']|drop spatial reference system [if exists] 99999|create resource group rg type <eq> {user|system} [vcpu <eq> 0-1] [thread_priority <eq> {5|-3}] [{enable|disable}]|alter resource group rg [vcpu 0,1] [thread_priority = 1] [{enable|disable [force]}]|drop resource group rg [force]}",

  // programs
  program:
    "{create <definer> procedure [if not exists] <table> ([<param>+]) <characteristic>* <body>|create <definer> function [if not exists] <table> ([<functionParam>+]) returns <paramType> <characteristic>* <functionBody>|create [aggregate] function [if not exists] f returns {string|integer|int|real|decimal} soname 'x.so'|create <definer> trigger [if not exists] <table> {before|after} {insert|update|delete} on <table> for each row [{follows|precedes} <name>] <body>|create <definer> event [if not exists] <table> on schedule <schedule> [on completion [not] preserve] [{enable|disable|disable on slave|disable on replica}] [comment <string>] do <body>|alter <definer> event <table> {on schedule <schedule> [on completion preserve]|on completion not preserve|rename to <table>|enable|disable|comment <string>|do <body>}|alter {procedure|function} <table> <alterCharacteristic>*}",
  param: '[{in|out|inout}] <column> <paramType>',
  functionParam: '<column> <paramType>',
  paramType: '{<intType>|<charType>|date|json}',
  characteristic:
    '{comment <string>|language sql|[not] deterministic|contains sql|no sql|reads sql data|modifies sql data|sql security {definer|invoker}}',
  alterCharacteristic:
    '{comment <string>|language sql|contains sql|no sql|reads sql data|modifies sql data|sql security {definer|invoker}}',
  schedule:
    "{at now() [+ interval 1 hour]|every <number> {hour|day|minute} [starts '2030-01-01 00:00:00'] [ends now()]|every '1:30' minute_second}",
  functionBody: '{return <expr>|begin <declaration>* <bodyPart>* return <expr>; end}',
  body: '{<bodyStatement>|<block>}',
  block: '{begin <declaration>* <bodyPart>* end|lbl1: begin <bodyPart>* end lbl1|lbl2: begin <bodyPart>* end}',
  declaration:
    "{declare va, vb int;|declare vc varchar(10) <charsetIs> <charset> default 'x';|declare vd decimal(10,2) default 1 + 1;}",
  bodyPart: '<bodyStatement>;',
  bodyStatement:
    "{<sqlStatement>|<sqlStatement>|<block>|if <expr> then <bodyPart> [elseif <expr> then <bodyPart>] [else <bodyPart>] end if|case <expr> when 1 then <bodyPart> [else <bodyPart>] end case|case when <expr> then <bodyPart> when <expr> then <bodyPart> end case|lbl3: loop <bodyPart> leave lbl3; end loop lbl3|while <expr> do <bodyPart> end while|repeat <bodyPart> until <expr> end repeat|begin declare c1 cursor for select a from t1; declare continue handler for {not found|sqlexception, sqlwarning|1062|sqlstate '23000'|sqlstate value '42000'} <bodyPart> open c1; close c1; end|signal sqlstate [value] '45000' [set message_text = <string>, mysql_errno = 1001]|resignal [sqlstate '45001'] [set message_text = <string>]|get [{current|stacked}] diagnostics @n = number, @r = row_count|get diagnostics condition 1 @s = returned_sqlstate, @m = message_text}",
  sqlStatement:
    '{select <expr> into @x|insert into t1 values (1, 2)|update t1 set a = <expr> where <expr>|delete from t1 where <expr>|insert into t1 (a) select a from t2}',
};
