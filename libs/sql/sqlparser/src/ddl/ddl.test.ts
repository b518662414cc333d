import { describe, expect, it } from 'vitest';
import type { CreateTable } from '../index.ts';
import { equals, parse, print, SqlLimitError, SqlSyntaxError } from '../index.ts';

/** Canonical text, which must read back as the same tree. */
function canonical(sql: string, flavor: 'mariadb' | 'mysql'): string {
  const tree = parse(sql, { flavor });
  const text = print(tree);
  expect(equals(parse(text, { flavor }), tree), text).toBe(true);
  return text;
}

/** Only MariaDB reads these; the text is what is printed, the same where no second one stands. */
const mariadb: readonly (readonly [sql: string, text?: string])[] = [
  ['create or replace table t (\n\ta int\n)'],
  ['alter table t add constraint if not exists c check (a > 1)'],
  ['alter table t add period if not exists for p (s, e)'],
  ['update t for portion of p from 1 to 2 set a = 1'],
  ["delete from t for portion of p from '2020-01-01' to '2021-01-01' where a = 1"],
  ['select a from t limit 5, 6 rows examined 100'],
  ['select a from t limit rows examined 9', 'select a from t limit 18446744073709551615 rows examined 9'],
  ['select a from t order by a asc offset 2 rows fetch first 1 rows with ties'],
  ['select json_arrayagg(distinct a order by b asc limit 1, 2) from t'],
  ['select median(a) over (partition by b) from t'],
  ['select percentile_cont(0.5) within group (order by a desc) over (partition by b) from t'],
  ['create or replace package p as procedure a(); function b return int; end'],
  [
    'create definer = u package body p as x int; begin x := 1; end;',
    'create definer = u package body p as x int; begin x := 1; end',
  ],
  ['drop package body if exists p'],
  ['show create package body p'],
  ['create table t (\n\ta int\n) SEQUENCE = 0p', "create table t (\n\ta int\n) SEQUENCE '0p'"],
  ['check view v'],
  ['optimize table t wait 5'],
  ['optimize local table t nowait'],
  ['flush query cache'],
  ["flush relay logs 'c'"],
  ["install soname 'x'"],
  ["change master 'c' to master_host = 'h'"],
  ['kill query user u'],
  ['create or replace temporary table t (\n\ta int\n)'],
  ['create table t (\n\ta inet6,\n\tb inet4,\n\tc uuid default uuid()\n)'],
  ['create table t (\n\ta int default (b + 1),\n\tb varchar(10) compressed\n)'],
  ['create table t (\n\tb text compressed=zlib\n)'],
  ['create table t (\n\tg point REF_SYSTEM_ID=4326\n)'],
  [
    'create table t (x int, s timestamp(6) generated always as row start, e timestamp(6) generated always as row end, period for system_time (s, e)) with system versioning',
    'create table t (\n\tx int,\n\ts timestamp(6) generated always as row start,\n\te timestamp(6) generated always as row end,\n\tperiod for system_time (s, e)\n) with system versioning',
  ],
  ['create table t (\n\tx int without system versioning,\n\ty int with system versioning\n)'],
  ['create table t (\n\ta int,\n\tkey a (a) ignored,\n\tkey b (a) not ignored,\n\tkey c (a) clustering=yes\n)'],
  ['create table t (\n\tid int,\n\tunique key u (id, p without overlaps)\n)'],
  ['create table t (\n\ta int\n) page_compressed=1 transactional 0'.replace('1 t', '1,\n  t')],
  [
    'create table t (a int) partition by system_time interval 1 month (partition p0 history, partition pn current)',
    'create table t (\n\ta int\n)\npartition by system_time interval 1 month\n(partition p0 history,\n partition pn current)',
  ],
  [
    'create table t (a int) partition by list (a) (partition p values in (1), partition d default)',
    'create table t (\n\ta int\n)\npartition by list (a)\n(partition p values in (1),\n partition d default)',
  ],
  ['alter table if exists t add column if not exists a int, drop column if exists b'],
  ['alter table t add key if not exists k (a), drop key if exists l, drop foreign key if exists f'],
  ['alter table t modify column if exists a int, change column if exists b c int'],
  ['alter table t rename column if exists a to b, rename index if exists i to j'],
  ['alter table t drop constraint if exists c, alter index i not ignored, alter index if exists j ignored'],
  ['alter table t alter column if exists a drop default'],
  ['alter table t add system versioning'],
  ['alter table t drop system versioning'],
  ['alter table t add period for p (a, b)'],
  ['alter table t drop period for p'],
  ['alter ignore table t add column a int'],
  ['alter online table t wait 5 force', 'alter table t force'],
  ['alter table t nowait force', 'alter table t force'],
  ['alter table t add partition if not exists partitions 2'],
  ['alter table t drop partition if exists p'],
  ['alter table t convert partition p to table u'],
  ['alter table t convert table u to partition p values less than (10)'],
  [
    'alter table t add constraint foreign key if not exists (a) references u (a)',
    'alter table t add foreign key if not exists (a) references u (a)',
  ],
  ['create sequence s'],
  ['create or replace temporary sequence db.s start with 10 increment -2 minvalue -100 maxvalue 100 cache 5 cycle'],
  ['create sequence if not exists s no minvalue no maxvalue nocache nocycle engine InnoDB'],
  ['create sequence s increment by = 5 start 3', 'create sequence s increment 5 start with 3'],
  [
    'create sequence s no cache no cycle nominvalue nomaxvalue',
    'create sequence s nocache nocycle no minvalue no maxvalue',
  ],
  ['alter sequence if exists s restart 50 cache 10'],
  ['alter sequence s restart'],
  ['drop sequence if exists a, b'],
  ['drop temporary sequence a'],
  ["create or replace database d comment 'x'"],
  ["create or replace server s foreign data wrapper mysql options (host 'h', extra 'y')"],
  ['create definer = current_role procedure p () select 1 from dual;'],
  ['create or replace procedure p () select 1 from dual;'],
  ['create or replace aggregate function f (x int) returns int return x;'],
  ['rename table if exists a to b'],
];

describe('MariaDB', () => {
  it.each(mariadb.map(([sql, text]) => ({ sql, text })))('$sql', ({ sql, text }) => {
    expect(canonical(sql, 'mariadb')).toBe(text ?? sql);
    // CURRENT_ROLE is a user's name to MySQL.
    if (!sql.includes('current_role')) expect(() => parse(sql)).toThrow(SqlSyntaxError);
  });
});

const programs = [
  "create procedure p (inout a int, out b varchar(10) character set latin1) comment 'x' not deterministic modifies sql data sql security invoker begin end;",
  "create definer = root@localhost function if not exists f (a int) returns varchar(20) character set utf8mb4 collate utf8mb4_bin deterministic return concat(a, 'x');",
  'create trigger t before insert on u for each row follows o insert into v values (1);',
  "create event e on schedule every 1 hour starts now() ends now() + interval 1 day on completion preserve disable on replica comment 'c' do delete from t;",
  'create event e on schedule at now() do begin l: loop leave l; end loop l; end;',
  "alter event e on schedule at now() on completion not preserve rename to f enable comment 'x' do select 1 from dual;",
  "alter procedure p comment 'x' language SQL sql security definer",
  "create function f returns string soname 'f.so'",
  "create aggregate function f returns integer soname 'f.so'",
  "create procedure p () begin declare done, other int default 0; declare c cursor for select a from t; declare continue handler for not found, 1062, sqlstate '23000' begin end; open c; fetch c into done, @x; close c; end;",
  'create procedure p () l: while a > 0 do if a = 1 then iterate l; elseif b then leave l; else select 1 from dual; end if; end while l;',
  'create procedure p () repeat case a when 1 then select 1 from dual; else select 2 from dual; end case; until a end repeat;',
  "create procedure p () begin signal c set message_text = 'x', mysql_errno = 5; resignal; resignal sqlstate '45000'; end;",
  'create procedure p () begin get current diagnostics @a = number, b = row_count; get stacked diagnostics condition 1 @c = returned_sqlstate; end;',
  "signal sqlstate '45000' set message_text = 'x'",
  'get diagnostics condition 1 @a = message_text',
];

describe('stored programs', () => {
  it.each(programs)('%s', (sql) => {
    expect(canonical(sql, 'mysql')).toBe(sql);
  });

  it('reads labels whose colon touches what follows', () => {
    expect(canonical('create procedure p() a:begin b :loop leave b; end loop; end a', 'mysql')).toBe(
      'create procedure p () a: begin b: loop leave b; end loop b; end a;',
    );
  });

  it.each([
    'create procedure p() begin select 1 end',
    'create procedure p() a: begin end b',
    'create procedure p() a: select 1',
    'create procedure p() if a then end if',
    'create procedure p() begin declare x condition for sqlwarning; end',
    'create function f() returns int',
    'create aggregate function f(a int) returns int return 1',
    "create definer = a@b function f returns string soname 'x'",
    'create algorithm = merge procedure p() begin end',
    'create or replace procedure p() begin end',
    'create event e do select 1',
    'alter event e',
    'begin_not_atomic',
  ])('refuses %s', (sql) => {
    expect(() => parse(sql)).toThrow(SqlSyntaxError);
  });

  it('bounds the nesting of blocks', () => {
    const nested = (n: number) => `create procedure p() ${'begin '.repeat(n)}${'end; '.repeat(n - 1)}end`;
    expect(() => parse(nested(400))).not.toThrow();
    expect(() => parse(nested(100_000))).toThrow(SqlLimitError);
  });
});

describe('CREATE TABLE', () => {
  it('gives columns with all that a planner asks for', () => {
    const tree = parse(
      "create table t (a varchar(10) character set latin1 collate latin1_bin not null default 'x', b int unsigned as (a + 1) stored unique, check (b > 1))",
    ) as CreateTable;
    const [a, b] = tree.spec!.columns;
    expect(a).toMatchObject({ name: 'a', collate: 'latin1_bin', nullable: false });
    expect(a!.type).toMatchObject({ name: 'varchar', length: '10', charset: 'latin1' });
    expect(b).toMatchObject({ storage: 'stored', key: 'unique' });
    expect(b!.type.unsigned).toBe(true);
    expect(tree.spec!.constraints).toHaveLength(1);
  });

  it.each([
    'create table t',
    'create table t ()',
    'create table t (a)',
    'create table t (a int,)',
    'create table t (a int default b)',
    'create table t (a int default now() + 1)',
    'create table t (a int on update b)',
    'create table t (a int not null as (1))',
    'create table t (constraint c key (a))',
    'create table t (key (a) using)',
    'create table t (foreign key (a) references u (a) on delete cascade on delete cascade)',
    'create table t (a int) ignore',
    'create table t (a int) default engine = x',
    'create table t (a int) partition by range (a) (partition p values less than 5)',
    'create table t (a inet6)',
    'create or replace table t (a int)',
    'create sequence s',
  ])('refuses %s', (sql) => {
    expect(() => parse(sql)).toThrow(SqlSyntaxError);
  });

  it.each([
    [
      'create table t (a int check (a > 0) references u (b))',
      'create table t (\n\ta int references u (b),\n\tcheck (a > 0)\n)',
    ],
    [
      'create table t (a national char varying(3), b double precision)',
      'create table t (\n\ta national char varying(3),\n\tb double precision\n)',
    ],
    [
      "create table t (a text byte, b varchar(3) byte, c enum(x'61'))",
      "create table t (\n\ta blob,\n\tb varbinary(3),\n\tc enum('a')\n)",
    ],
    [
      'create table t (a int) union = () storage disk tablespace x start transaction',
      'create table t (\n\ta int\n) union (),\n  storage disk,\n  tablespace x,\n  start transaction',
    ],
    ['create table t (a int) partition by hash ((a = 1))', 'create table t (\n\ta int\n)\npartition by hash ((a = 1))'],
    ['create table t (a int) replace select 1', 'create table t (\n\ta int\n) replace as select 1 from dual'],
    [
      'create table t engine = x as select 1',
      'create table t ENGINE x as select 1 from dual'.replace('ENGINE', 'engine'),
    ],
  ])('reads %s', (sql, text) => {
    expect(canonical(sql, 'mysql')).toBe(text);
  });
});

describe('ALTER and DROP', () => {
  it.each([
    [
      'alter table t add (a int, key (a), check (a > 1))',
      'alter table t add column a int, add key (a), add check (a > 1)',
    ],
    ['alter table t discard partition p tablespace', undefined],
    ['alter table t lock = none, drop partition p', 'alter table t lock none, drop partition p'],
    ['alter table t upgrade partitioning', undefined],
    ['alter table t remove partitioning', undefined],
    ['alter table t secondary_load', undefined],
    ['alter database d read only = 1', 'alter database d read only 1'],
    ['alter tablespace ts rename to us', undefined],
    ['alter undo tablespace u set inactive', undefined],
    ["create logfile group g add undofile 'u' initial_size 10M engine ndb", undefined],
    ['create resource group g type = user vcpu = 0-3, 5 thread_priority = 5 disable', undefined],
    ['alter resource group g disable force', undefined],
    ['drop resource group g force', undefined],
    [
      "create spatial reference system if not exists 4120 name 'n' definition 'd' organization 'o' identified by 5",
      undefined,
    ],
    ['drop spatial reference system if exists 4120', undefined],
    ['alter server s options (port 3306)', undefined],
    ["drop server if exists 's'", 'drop server if exists s'],
    ["alter vschema create vindex v using lookup with owner=user, note='a b', n=5", undefined],
    ['alter vschema on ks.t add vindex v (a, b)', undefined],
    ['alter vschema on t add auto_increment id using ks.seq', undefined],
    ['alter vschema on t drop auto_increment', undefined],
    ['alter vschema add sequence ks.s', undefined],
    ['alter vschema drop sequence s', undefined],
    ['alter vschema add table t', undefined],
  ])('reads %s', (sql, text) => {
    expect(canonical(sql, 'mysql')).toBe(text ?? sql);
  });

  it.each([
    'alter table t add a int,',
    'alter table t drop partition p, add a int',
    'alter table t add a int, drop partition p',
    'alter table t modify a int references u (a)',
    'alter table t order by a, drop b',
    'alter vschema add vindex v',
    'alter vschema on t add table u',
    'alter database d',
    "alter undo tablespace u add datafile 'x' comment 'y'",
    'drop temporary view v',
    'rename t to u',
    "create server s foreign data wrapper m options (port 'x')",
  ])('refuses %s', (sql) => {
    expect(() => parse(sql)).toThrow(SqlSyntaxError);
  });
});
