import type { Grammar } from './generator.ts';

/** What MySQL 9 takes and 8.0 did not, and forms of before that are seldom written. */
export const mysql9Grammar: Grammar = {
  statement: '{<routine>|<library>|<duality>|<view>|<external>|<masking>|<alter>|<query>|<query>|<file>}',
  name: '{a|b1|`order`|`two words`|t}',
  table: '[db .] {t|u|`select`}',
  string: "{'x'|''|'it\\'s'|\"q\"}",
  expr: "{a|t . b|1|'x'|a + 1|concat ( a , 'x' )|( select 1 )}",
  routine:
    '{create [definer = u@h] function [if not exists] <table> ( [a int] ) returns int <chistic>* <code>|create procedure <table> ( [in a int , out b json] ) <chistic>* <code>|alter {function|procedure} f {using ( <used>+ )|comment <string> using ( l )}}',
  code: '{language javascript [using ( <used>+ )] <chistic>* as <text>|[using ( <used>+ )] <chistic> language {javascript|wasm} as <text>}',
  chistic: '{comment <string>|deterministic|no sql|sql security invoker}',
  used: '{l|d . l as m|l as `n o`}',
  text: "{<string>|$$ return a; $$|$js$ if (`a`) { 'x' } // $$ $js$}",
  library:
    "{create library [if not exists] <table> [comment <string>] language javascript [comment <string>] as {<text>|x'41'|0x41}|alter library <table> comment <string>|drop library [if exists] <table>}",
  duality:
    '{create [or replace] <head> json [relational] duality view <table> as select <object> from t [where a = 1]|create json duality view if not exists v as select <object> from t|alter <head> json duality view v as select <object> from t}',
  head: '[algorithm = merge] [definer = u@h] [sql security invoker]',
  object: 'json_duality_object( [with ( <allowed>+ )] <member>+ )',
  allowed: '{insert|update|delete}',
  member:
    "{'_id' : a|'b' :b|\"c\":t . c|'d' : ( select json_arrayagg( json_duality_object( [with ( insert )] 'e' : e ) ) from u where u . a = t . a )|'f' : a + 1}",
  view: '{create [or replace] [algorithm = merge] materialized [json duality] view <table> [( a )] as {select 1|table t|select 1 union select 2}|alter materialized view v as select 1}',
  external:
    '{create external table [if not exists] <table> {( a int [external_format <string>] ) <option>*|like u|select 1}|create table t ( a int [external_format <string>] [masking policy <name>] ) <option>+|alter table t <option>+}',
  option:
    '{file_format [=] ( [<kind>] [<kind>] [fields <field> [<field>]] [lines terminated by <bytes>] [ignore 1 {lines|rows}] )|files [=] ( <place>+ )|auto_refresh_source [=] {none|<string>}|{auto_refresh|strict_load|allow_missing_files|verify_key_constraints} [=] {0|1|default}}',
  kind: '{format csv|format `json`|format <string>|header {on|off}|compression <string>|character set utf8mb4|charset binary}',
  place: '{{uri|url|file_name|file_prefix|file_pattern} [=] <string> [strict_load 1] [allow_missing_files = default]}',
  bytes: "{<string>|0x2c|x'2c'|b'101100'}",
  field:
    '{terminated by <bytes>|[optionally] enclosed by <bytes>|escaped by <bytes>|not enclosed|date format <string>|time format <string>|datetime format <string>|null as <string>}',
  masking:
    "{create masking policy [if not exists] <name> ( <name> ) {<expr>|case when current_user( ) = 'x' then a else mask_inner( a , 1 , 2 ) end}|drop masking policy [if exists] <name>|show create masking policy <name>|alter table t alter [column] a {set masking policy <name>|drop masking policy}}",
  alter:
    'alter table <table> {secondary_load [partition ( <name>+ )] [guided {on|off}]|secondary_unload [partition ( <name>+ )]}',
  query:
    "{select * from t [as x] [use index ( )] tablesample {bernoulli|system} ( {10|2.5|@v} ) [where a = 1]|select * from t tablesample system ( 1 ) join u tablesample bernoulli ( 2 )|select sum( a ) over ( order by a <frame> exclude {no others|current row|group|ties} ) from t|select a from t group by grouping sets ( <set>+ )|select json_arrayagg( a {null|absent} on null ) , json_objectagg( 'k' , a ) from t|select count( all *) , weight_string( 'a' , 1 , 2 , 3 ) , current_timestamp( 0 )|select group_concat( a order by a separator <bytes> ) from t|<stored>|values row( 1 , 2 ) for {update|share}|select 1 union select 2 into @v}",
  frame:
    '{rows 1 preceding|range between unbounded preceding and current row|groups between 1 preceding and 1 following}',
  set: '{( a )|( a , b + 1 )|( )}',
  stored:
    "select {`count`|`If`|`left`|`now`|`json_value`|`cast`|`row`} ( {|1|a , 'x'} ) , `abs` ( a ) , `reverse` ( 'x' ) , `json_depth` ( a ) from t",
  file: "{select 1 into outfile {|uri|url} 'f' [<kind>] [<kind>] [fields <field> [<field>]] [lines terminated by <bytes>]|select 1 into outfile with parameters <string>|load data infile 'f' into table t [fields <field> [<field>]] [lines starting by <bytes>]|load {data|xml} infile 'f' into table t rows identified by {<string>|0x41}|load data from {url|s3} 'f' count 2 in primary key order into table t compression = 'zstd' parallel = 4 algorithm = bulk}",
};
