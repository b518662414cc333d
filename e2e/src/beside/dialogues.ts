/**
 * What clients of a gate say to it: one word names the connection (`a`, `b`), its sign tells how. Keyspaces are {one}, which is not sharded, and {two},
 * which is.
 * `a sql`; `a& sql`: does not wait for the answer, which `a.` does; `a? [values] sql`: prepared; `a~ /pattern/ sql`: again until it answers so;
 * `a! sql`: what is answered is nobody's business.
 */
export type Dialogue = { readonly name: string; readonly lines: readonly string[] };

const dialogue = (name: string, text: string): Dialogue => ({
  name,
  lines: text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
});

export const setUp = dialogue(
  'set up',
  `
a! use {one}
a! create table t (id bigint primary key, v varchar(100), n int)
a! create table parent (id int primary key)
a! create table child (id int primary key, p int, foreign key (p) references parent (id) on delete cascade)
a! create table ids (id int primary key, next_id bigint, cache bigint) comment 'vitess_sequence'
a! insert into ids values (0, 1000, 100)
a! create table emails (email varchar(100) primary key, keyspace_id varbinary(20))
a! create table kinds (i tinyint, u bigint unsigned, d decimal(20,5), f float, g double, b bit(10), c char(5), x varbinary(10), y year, at datetime(6), ts timestamp(3) null, da date, ti time(2), e enum('p','q'), s set('m','n'), j json, l longtext, bl blob, gm point)
a! use {two}
a! create table customer (id bigint primary key, email varchar(100), n int)
a! create table t2 (id bigint primary key, v varchar(100), n int)
a~ /"rows"/ select * from customer, t2, {one}.t, {one}.kinds
a! use {one}
b! use {one}
`,
);

const transactions = [
  dialogue(
    'a transaction is seen by others when it is over',
    `
a begin
a insert into t values (1, 'x', 1), (2, 'y', 2)
b select * from t
a commit
b select * from t order by id
a start transaction with consistent snapshot
b update t set v = 'z' where id = 1
a select v from t where id = 1
a rollback
a select v from t where id = 1
a start transaction read only
a update t set v = 'w'
a rollback
a set autocommit = 0
a delete from t where id = 2
b select count(*) from t
a rollback
a set autocommit = 1
a select count(*) from t
`,
  ),
  dialogue(
    'savepoints, on one shard and on several',
    `
a begin
a savepoint s1
a insert into t values (10, 'x', 1)
a savepoint s2
a insert into t values (11, 'x', 1)
a rollback to s2
a release savepoint s1
a rollback to s1
a commit
a select id from t where id >= 10 order by id
a set transaction_mode = 'multi'
a begin
a insert into {two}.t2 values (1, 'a', 1)
a savepoint s
a insert into {two}.t2 values (2, 'b', 2), (3, 'c', 3), (4, 'd', 4), (5, 'e', 5)
a insert into {one}.t values (12, 'x', 1)
a rollback to s
a commit
a select id from {two}.t2 order by id
a select id from {one}.t where id = 12
a begin
a insert into {two}.t2 values (6, 'f', 1), (7, 'g', 2), (8, 'h', 2), (1, 'dup', 3)
a insert into {two}.t2 values (9, 'i', 1)
a commit
a select id from {two}.t2 order by id
`,
  ),
  dialogue(
    'locks of rows',
    `
a begin
a select * from t where id = 1 for update
b set innodb_lock_wait_timeout = 1
b update t set n = 5 where id = 1
b select * from t where id = 1 for update nowait
b select * from t for update skip locked
b begin
b& update t set n = 6 where id = 1
b.
a rollback
b rollback
b set innodb_lock_wait_timeout = 50
`,
  ),
  dialogue(
    'isolation',
    `
a set session transaction isolation level read committed
a select @@transaction_isolation
a begin
a select count(*) from t
b insert into t values (20, 'seen', 0)
a select count(*) from t
a rollback
a set session transaction isolation level repeatable read
a begin
a select count(*) from t
b delete from t where id = 20
a select count(*) from t
a rollback
`,
  ),
];

const reserved = [
  dialogue(
    'temporary tables',
    `
a create temporary table tmp (id int primary key, v varchar(10))
a insert into tmp values (1, 'one'), (2, 'two')
a select * from tmp order by id
b select * from tmp
a begin
a delete from tmp where id = 1
a rollback
a select tmp.v, t.v from tmp join t on t.id = tmp.id
a drop temporary table tmp
a select * from tmp
`,
  ),
  dialogue(
    'advisory locks',
    `
a select get_lock('l', 1)
b select get_lock('l', 0), 1
b select get_lock('l', 0)
b select is_free_lock('l')
a select release_lock('l')
b select get_lock('l', 0)
b select release_all_locks()
a set workload = 'olap'
a select get_lock('l', 0)
b select get_lock('l', 0)
a select release_lock('l')
a set workload = 'oltp'
b select get_lock('l', 0) from dual
b select release_lock('l')
`,
  ),
  dialogue(
    'LOCK TABLES for reads',
    `
a lock tables t read, parent read local
a select count(*) from t
a unlock tables
a insert into t values (30, 'free', 0)
a delete from t where id = 30
`,
  ),
  dialogue(
    'settings go with a session',
    `
a set sql_mode = ''
a select @@sql_mode
b select @@sql_mode like '%STRICT%'
a insert into t values (40, repeat('x', 200), 0)
a select length(v) from t where id = 40
a set sql_mode = default
a set time_zone = '+03:00'
a select from_unixtime(0), @@time_zone
b select @@time_zone
a set group_concat_max_len = 4
a select group_concat(id) from t
a select (select id from t union select 5)
a set foreign_key_checks = 0
a insert into child values (1, 77)
a set foreign_key_checks = 1
a insert into child values (2, 78)
a delete from child
a set unique_checks = 0
a select @@unique_checks
a set unique_checks = 1
a set @v = 5
a select @v + 1
a set sql_select_limit = 1
a select id from t order by id
a set sql_select_limit = default
a set max_join_size = 1
a select @@max_join_size
a set max_join_size = default
a set names latin1
a select 'ä'
a set names utf8mb4
a set charset utf8mb4
a set no_such = 1
a set version = '1'
a set global max_connections = 1
a show warnings
`,
  ),
];

const answers = [
  dialogue(
    'values of every type, as text and prepared',
    `
a insert into kinds values (-5, 18446744073709551615, -12345.67890, 1.1, 2.2e100, b'1010101010', 'ä', x'00ff', 2024, '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56.789', '2024-02-29', '-12:34:56.78', 'q', 'm,n', '{"a": [1, null, "ä"]}', 'long', x'0001', ST_GeomFromText('POINT(1 2)'))
a insert into kinds (i) values (null)
a select * from kinds
a? [] select * from kinds
a? [-5] select u, d, f, g, at, ti from kinds where i = ?
a? ["q", "2024-02-29"] select i from kinds where e = ? and da = ?
a? [41, "ünï", null] insert into t values (?, ?, ?)
a? [41] select * from t where id = ?
a? [41] delete from t where id = ?
a? [1, 2, 3] select id from t where id in (?, ?, ?) order by id
a? [2] select id from t order by id limit ?
a prepare p from 'select v from t where id = ?'
a set @id = 1
a execute p using @id
a deallocate prepare p
a execute p using @id
a select 0x4142, b'11', 'a' 'b', _binary 'x', n'y', 1.50, 1e3, true, null, date '2024-01-01', interval 1 day + '2024-01-01'
a select cast(1 as unsigned), cast('2024-01-01' as datetime(3)), json_array(1, 'x'), 5 / 2, 5 div 2, -7 % 3
a select count(*), sum(n), avg(n), min(v), max(v) from t
`,
  ),
  dialogue(
    'counts and ids of writes',
    `
a insert into t values (50, 'x', 1), (51, 'y', 2)
a update t set n = 1 where id = 50
a select row_count()
a update t set n = n + 1 where id in (50, 51)
a insert into t values (50, 'x', 9) on duplicate key update n = values(n)
a replace into t values (51, 'z', 3)
a insert ignore into t values (50, 'w', 9)
a delete from t where id in (50, 51)
a create table auto (id int auto_increment primary key, v int)
a insert into auto (v) values (1), (2)
a select last_insert_id()
a insert into auto values (100, 3)
a insert into auto (v) values (4)
a select last_insert_id(7)
a select last_insert_id()
a select sql_calc_found_rows id from auto limit 1
a select found_rows()
a truncate table auto
a drop table auto
`,
  ),
  dialogue(
    'errors',
    `
a insert into t values (1, 'dup', 0)
a select * from nowhere
a select nothing from t
a insert into t values ('x', 'y', 'z')
a insert into child values (1, 99)
a select 1 / 0, cast('x' as signed)
a insert into t (id) values (1), (60)
a select from t
a selec 1
a select (select id from t union select 5)
a drop table nowhere
a create table t (id int)
a alter table t add column v int
a insert into t (id, v) values (61, repeat('x', 200))
a select sleep(10) from dual where /*vt+ QUERY_TIMEOUT_MS=300 */ 1
a select /*vt+ QUERY_TIMEOUT_MS=300 */ sleep(10)
a select 1
a use nowhere
a use {one}
a select * from nowhere.t
a call nowhere()
a kill 999999
`,
  ),
  dialogue(
    'what SHOW tells',
    `
a show tables
a show tables like 't%'
a show full tables
a show columns from t
a show full columns from kinds
a show index from child
a show create table child
a show create table {two}.t2
a describe t
a explain select * from t where id = 1
a show variables like 'autocommit'
a show engines
a show collation like 'utf8mb4_bin'
a show charset like 'utf8mb4'
a show warnings
a select table_name, table_type from information_schema.tables where table_schema = '{one}' order by 1
a select column_name, data_type, column_key from information_schema.columns where table_schema = database() and table_name = 't' order by ordinal_position
a select constraint_name, referenced_table_name from information_schema.key_column_usage where table_schema = '{one}' and table_name = 'child' order by 1
a show vschema tables
a show vschema vindexes on {two}.customer
a show vitess_shards like '{two}/%'
a show triggers
a show procedure status like 'nothing%'
a show table status like 'parent'
`,
  ),
];

const large = [
  dialogue(
    'many rows, and streams',
    `
a! set session cte_max_recursion_depth = 100000
a insert into t select 100000 + a.n * 1000 + b.n * 100 + c.n * 10 + d.n, repeat('x', 50), a.n from (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9 union all select 10 union all select 11) a, (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9) b, (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9) c, (select 0 n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9) d
a select count(*) from t where id >= 100000
a select id from t where id >= 100000
a select id from t where id >= 100000 limit 10000
a set workload = 'olap'
a select id from t where id >= 100000 order by id
a select id, nothing from t
a begin
a select count(*) from t where id >= 100000
a update t set n = 99 where id = 100000
a commit
a select n from t where id = 100000
a insert into t values (200000, 'olap', 1)
a delete from t where id = 200000
a select sleep(5) from t where id = 100000 /*vt+ QUERY_TIMEOUT_MS=300 */
a select repeat('y', 3000000)
a show tables like 't'
a explain select 1
a set workload = 'oltp'
a set workload = 'dba'
a select id from t where id >= 100000 order by id
a set workload = 'oltp'
a delete from t where id >= 100000 limit 5000
a delete from t where id between 100000 and 106000
a delete from t where id > 106000
a select count(*) from t where id >= 100000
a select repeat('z', 20000000)
`,
  ),
];

const sharded = [
  dialogue(
    'ids of a sequence, and rows found by a lookup',
    `
a set transaction_mode = 'multi'
a insert into {two}.customer (email, n) values ('a@x', 1), ('b@x', 2), ('c@x', 3), ('d@x', 4)
a select last_insert_id()
a insert into {two}.customer (id, email, n) values (1, 'a@x', 9)
a select id, n from {two}.customer where email = 'c@x'
a update {two}.customer set email = 'e@x' where email = 'd@x'
a select email from {one}.emails order by email
a delete from {two}.customer where email = 'a@x'
a select count(*) from {one}.emails
a select next 5 values from {one}.ids
a select n, count(*) from {two}.customer group by n order by n desc
a select c.email, t.v from {two}.customer c left join {two}.t2 t on t.n = c.n order by c.email, t.v
a update {two}.customer set n = 7
a select /*vt+ SCATTER_ERRORS_AS_WARNINGS */ count(*) from {two}.customer
a insert into {two}.customer (email, n) values (null, 1)
a delete from {two}.customer
a select count(*) from {one}.emails
`,
  ),
  dialogue(
    'one shard, by its name',
    `
a insert into {two}.t2 (id, v) values (101, 'x'), (102, 'x'), (103, 'x'), (104, 'x')
a use \`{two}:-80\`
a select id from t2 where id > 100 order by id
a begin
a delete from t2 where id > 100
a rollback
a use \`{two}:80-\`
a select id from t2 where id > 100 order by id
a use \`{two}:40-80\`
a select id from t2
a use \`{two}@replica\`
a insert into t2 values (1000, 'x', 1)
a use {one}
a delete from {two}.t2 where id > 100
`,
  ),
];

const changes = [
  dialogue(
    'changes of tables are seen',
    `
a create table fresh (id int primary key)
a~ /"rows"/ select * from fresh
a insert into fresh values (1)
a alter table fresh add column v int default 7, add index (v)
a~ /"v / select * from fresh
a insert into fresh values (2, 8)
a rename table fresh to newer
a~ /"rows"/ select * from newer
a create view seen as select id from newer
a~ /"rows"/ select * from seen
a drop view seen
a drop table newer
a~ /"errno":1146/ select * from newer
a drop table if exists newer
a alter table {two}.t2 add column w int
a~ /"w / select * from {two}.t2 where id = 1
a alter table {two}.t2 drop column w
`,
  ),
  dialogue(
    'migrations',
    `
a set ddl_strategy = 'vitess'
a! alter table t add column m int default 3
a set ddl_strategy = 'direct'
a~ /"m / select * from t where id = 1
a alter table t drop column m
a show vitess_migrations like 'nothing'
a alter vitess_migration '11111111_1111_1111_1111_111111111111' cancel
a revert vitess_migration '11111111_1111_1111_1111_111111111111'
`,
  ),
  dialogue(
    'other statements',
    `
a analyze table t
a check table t
a optimize table parent
a flush tables
a flush status
a do sleep(0)
a create procedure pr() begin select 1; end
a drop procedure pr
a select * from t where id = 1 into @x
a handler t open
a select * from performance_schema.setup_actors limit 0
a with recursive r as (select 1 n union all select n + 1 from r where n < 5) select * from r
a select row_number() over (order by id) from t where id < 3
a values row(1, 2), row(3, 4)
a table parent
a select 1 union select 'x' order by 1
a insert into parent values (1)
a insert into child values (1, 1)
a delete from parent where id = 1
a select count(*) from child
`,
  ),
];

/** In this order, on what the ones before left. */
export const dialogues: readonly Dialogue[] = [
  ...transactions,
  ...reserved,
  ...answers,
  ...large,
  ...sharded,
  ...changes,
];
