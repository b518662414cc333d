import { describe, expect, it } from 'vitest';
import { equals, parse, print } from './index.ts';

const mariadb = { flavor: 'mariadb' } as const;

/** As written, and canonical where that differs. */
const forms: readonly (readonly [string, string?])[] = [
  // programs
  [
    'create procedure p (in a type of t.a, in b row type of t, out c row (x int, y varchar(5) character set utf8mb4)) begin end;',
  ],
  ['create function f (a int, out b int) returns type of t.a return a;'],
  [
    'begin not atomic for i in 1..10 do select i; end for; l: for i in reverse a + 1 .. 2 do leave l; end for l; end',
    'begin not atomic for i in 1 .. 10 do select i from dual; end for; l: for i in reverse a + 1 .. 2 do leave l; end for l; end',
  ],
  ['begin not atomic for r in (select a from t) do set @a = r.a; end for; end'],
  ['begin not atomic for r in c do close c; end for; for r in c(1, 2) do close c; end for; end'],
  ['begin not atomic declare c cursor (a int, b varchar(5)) for select a, b from dual; open c(1, b + 1); close c; end'],
  ['begin not atomic declare r, s row (a int, b type of t.b); declare x row type of d.t; declare y type of x; end'],
  ['begin not atomic declare c cursor for select 1 from dual; fetch group next row; end'],
  ['begin not atomic get diagnostics condition 1 @a = row_number; begin not atomic end; end'],
  ['for i in 1 .. 2 do select i from dual; end for'],
  ['if a then select 1; end if', 'if a then select 1 from dual; end if'],
  // queries
  ['(select a from t union select b from t) union all select c from t'],
  [
    '(select a from t) union all (select c from t intersect select d from t)',
    'select a from t union all (select c from t intersect select d from t)',
  ],
  ['select * from t for system_time as of transaction 5'],
  ['select * from t for system_time between transaction 1 and now()'],
  ['select * from t for system_time from a to transaction 2'],
  [
    'select * from t for system_time as of timestamp now() - interval 1 day',
    'select * from t for system_time as of now() - interval 1 day',
  ],
  ['with recursive c(a) as (select 1 from dual) cycle a, b restrict, d as (select 2 from dual) select * from c, d'],
  ['select a from t group by a desc, b with rollup', undefined],
  ['select a from t group by a asc', 'select a from t group by a'],
  ['select rank, `row`.of from t as groups', 'select `rank`, `row`.`of` from t as `groups`'],
  ['select /*!80000 junk ( */ 1 /*M!100100 + 1 */ /*M!999999 + junk ( */', 'select 1 + 1 from dual'],
  ['select a from t where a order by b asc limit 5 procedure analyse(10, 2000) for update'],
  ['(select 1 from dual procedure analyse()) limit 1'],
  ['insert into t(a, b) values (ignore, default)'],
  ['update t set a = ignore'],
  ["select column_get(a, 'x' as char(5)), column_create('a', 1 as decimal(10, 2), 'b', b) from t"],
  // tables
  ['alter table t add column if not exists (a int, b int)'],
  ['alter table t drop period if exists for p'],
  [
    "create table t (a int foo=bar, b int baz='x', key (a) `q r`=5) encryption='y' own=default partition by hash (a) (partition p foo=1)",
    "create table t (\n\ta int foo=bar,\n\tb int baz='x',\n\tkey (a) `q r`=5\n) `encryption`='y',\n  own=default\npartition by hash (a)\n(partition p foo=1)",
  ],
  ['create index i on t (a) wait 5', 'alter table t add key i (a)'],
  ['drop index i on t nowait', 'alter table t drop key i'],
  ['alter database d upgrade data directory name'],
  ["alter database comment 'x'"],
  ['drop table . t, d.u', 'drop table t, d.u'],
  // the server
  ['set names utf8mb4 collate default', "set names 'utf8mb4'"],
  ['xa recover format = "SQL"', "xa recover format = 'sql'"],
  ['xa recover format = "raw"', 'xa recover'],
  ['lock tables t write concurrent'],
  ['flush tables with read lock and disable checkpoint'],
  ['flush binary logs delete_domain_id = (1, 2), slave "c"', "flush binary logs delete_domain_id = (1, 2), slave 'c'"],
  ['kill query id 5'],
  ['show create user'],
  ["show plugins soname 'x'"],
];

describe('what only MariaDB reads', () => {
  it.each(forms.map(([sql, text]) => ({ sql, text })))('$sql', ({ sql, text }) => {
    const tree = parse(sql, mariadb);
    const canonical = print(tree);
    expect(canonical).toBe(text ?? sql);
    expect(equals(parse(canonical, mariadb), tree)).toBe(true);
  });

  it.each([
    'begin not atomic for i in 1 do select 1; end for; end',
    'begin not atomic for i in 1 .. 2 select 1; end for; end',
    'begin not atomic for i in 1 .. 2 do end for; end',
    'begin not atomic declare c cursor () for select 1; end',
    'begin not atomic declare r row (a row (b int)); end',
    'begin not atomic declare r row (); end',
    'with c as (select 1) cycle a select 1',
    'select a from t group by a desc desc',
    'select database from t',
    "xa recover format = 'x'",
    'create table t (a int foo=)',
  ])('refuses %s', (sql) => expect(() => parse(sql, mariadb)).toThrow('near'));

  it('reads what only some of its modes know', () => {
    expect(print(parse("select rownum, '' from t where rownum < 3", { ...mariadb, sqlMode: 'ORACLE' }))).toBe(
      "select rownum(), '' from t where rownum() < 3",
    );
    expect(print(parse("select '', 'a' from t", { ...mariadb, sqlMode: 'EMPTY_STRING_IS_NULL' }))).toBe(
      "select null, 'a' from t",
    );
    expect(print(parse('select rownum from t', mariadb))).toBe('select rownum from t');
  });

  it('leaves to MySQL what is MySQL’s', () => {
    const only = [
      'for i in 1 .. 2 do select 1; end for',
      'select rank from t',
      'update t set a = ignore',
      'select 1..2',
    ];
    for (const sql of only) expect(() => parse(sql)).toThrow('near');
    expect(print(parse('select /*!80000 1, */ 2'))).toBe('select 1, 2 from dual');
  });
});
