import { describe, expect, it } from 'vitest';
import { equals, normalize, parse, print, redact, splitScript, splitStatements } from './index.ts';

/** As written, and canonical where that differs. */
const forms: readonly (readonly [string, string?])[] = [
  // routines in other languages
  [
    "create function f (a int) returns int language javascript comment 'c' using (l, d.m as `n o`) as 'return a;'",
    undefined,
  ],
  [
    'create procedure p (out b int) language javascript as $mle$ b = `x`; $$ "it\'s" $mle$',
    "create procedure p (out b int) language javascript as ' b = `x`; $$ \"it\\'s\" '",
  ],
  ['alter function f using (l)'],
  // JSON duality views
  [
    "create or replace json relational duality view v as select json_duality_object(with(insert, update) '_id' :a, 'b': (select json_arrayagg(json_duality_object('c': c)) from u where u.a = t.a)) from t",
    "create or replace json duality view v as select json_duality_object(with (insert, update) '_id': a, 'b': (select json_arrayagg(json_duality_object('c': c)) from u where u.a = t.a)) from t",
  ],
  [
    "create definer = a@b sql security invoker json duality view if not exists d.v as select json_duality_object('_id': a) from t",
  ],
  ["alter json duality view v as select json_duality_object('_id': a) from t"],
  // external tables
  [
    "create external table t (a date external_format '%Y') file_format = (format csv header on compression 'zip' charset utf8mb4 fields terminated by ',' ignore 1 rows) files = (uri = 'x' strict_load 1, file_name 'y') allow_missing_files = default auto_refresh_source none",
    "create external table t (\n\ta date external_format '%Y'\n) file_format ( character set utf8mb4 format `csv` compression 'zip' header on fields terminated by ',' ignore 1 lines),\n  files (uri 'x' strict_load 1, file_name 'y'),\n  allow_missing_files default,\n  auto_refresh_source none",
  ],
  ['create external table t like u'],
  ['create or replace algorithm = merge materialized view v as select 1 from dual'],
  ['alter materialized view v(a) as table t'],
  ["create masking policy if not exists p(a) case when a > 1 then 'x' else a end"],
  ['drop masking policy if exists p'],
  ['show create masking policy p'],
  ['alter table t alter column a set masking policy p, alter column b drop masking policy'],
  ['create table t (\n\ta int masking policy p\n)'],
  ['alter table t secondary_load partition (p, q) guided off'],
  ['alter table t secondary_unload'],
  // queries
  ['select * from t as x tablesample bernoulli (10.5), u tablesample system (@a)'],
  ['select sum(a) over (order by a asc rows 1 preceding exclude no others) from t'],
  ['select sum(a) over (order by a asc range between 1 preceding and current row exclude current row) from t'],
  ['select sum(a) over (groups 1 preceding exclude group), max(a) over (rows 1 preceding exclude ties) from t'],
  ['select a from t group by grouping sets ((a, b), (a), ())'],
  ['select json_arrayagg(a null on null), json_arrayagg(a absent on null) from t'],
  [
    'select count(all *), group_concat(a separator 0x2d) from t',
    "select count(*), group_concat(a separator '-') from t",
  ],
  ['select weight_string(a, 1, 2, 3) from t'],
  [
    "select a from json_table(@a, '$' columns (a int path '$' null on error error on empty)) as j",
    "select a from json_table(@a, '$' columns(\n\ta int path '$' error on empty null on error \n\t)\n) as j",
  ],
  ['values row(1) for update', 'values row(1)'],
  ['select current_timestamp(0)', 'select current_timestamp() from dual'],
  ['select 1 union select 2 into @a', 'select 1 from dual union select 2 from dual into @a'],
  ["select 1 into outfile uri 'x' header off", "select 1 from dual into outfile url 'x' header off"],
  ["select 1 into outfile with parameters '{}'", "select 1 from dual into outfile with parameters '{}'"],
];

describe('what MySQL 9 added', () => {
  it.each(forms.map(([sql, text]) => ({ sql, text })))('$sql', ({ sql, text }) => {
    const tree = parse(sql);
    const canonical = print(tree);
    expect(canonical).toBe(text ?? sql);
    expect(equals(parse(canonical), tree)).toBe(true);
  });

  it.each([
    'create function f () returns int language javascript return 1',
    "create function f () returns int as 'x'",
    "create function f () returns int language sql as 'x'",
    "create function f () returns int language javascript as N'x'",
    'create function f () returns int language javascript as $$ x',
    'create function f () returns int language javascript using () as $$ x $$',
    "create json duality view v as select json_duality_object('a', a) from t",
    "create json duality view v as select json_duality_object(with () 'a': a) from t",
    'create json duality view v as select json_duality_object(a: a) from t',
    "create or replace json duality view if not exists v as select json_duality_object('a': a) from t",
    'create json view v as select 1',
    'create external temporary table t (a int)',
    'create table t (a int) files = ()',
    "create table t (a int) files = (name 'x')",
    'create table t (a int) file_format = (format = csv)',
    'alter table t secondary_load partition (all)',
    'alter table t secondary_unload guided on',
    'create definer = a@b materialized view v as select 1',
    'create masking policy p (a, b) a',
    "create function f () returns int using (l) using (m) language javascript as 'x'",
    'create library l language javascript as $$$$',
    'select * from t tablesample bernoulli (1 + 1)',
    'select * from t tablesample bernoulli (10) as x',
    'select sum(a) over (order by a exclude ties) from t',
    'select a from t group by grouping sets (a)',
    'select a from t group by grouping sets ()',
    'values row(1) into @a',
    'select weight_string(a, 1, 2) from t',
  ])('refuses %s', (sql) => expect(() => parse(sql)).toThrow('near'));

  it('takes dollars for quotes only where code stands', () => {
    expect(print(parse('select $$, a as $b$ from `$c$`'))).toBe('select $$, a as $b$ from $c$');
    const two = 'select 1; create function f() returns int language javascript as $$ a; b $$; select $$';
    expect(splitStatements(two).map(({ start, end }) => two.slice(start, end))).toEqual(two.split(/(?<=1|\$\$); /));
    const script = 'select $a$ x; y $a$;\nselect a$$;\nselect $$ z; ';
    expect(splitScript(script).map(({ sql }) => sql)).toEqual(['select $a$ x; y $a$', 'select a$$', 'select $$ z;']);
  });

  it('keeps keys of duality objects when a statement is normalized, and hides where files are', () => {
    const sql = "select json_duality_object('k': 5) from t";
    expect(print(normalize(parse(sql)).statement)).toBe("select json_duality_object('k': :vtg1 /* INT64 */) from t");
    expect(redact(parse("create table t (a int) files = (uri 'secret')"))).not.toContain('secret');
  });

  it('says what is wrong where the server says it, in as many bytes', () => {
    const near = (sql: string) => {
      try {
        return print(parse(sql));
      } catch (error) {
        return String(error).replace(/.* near (?=')/s, '');
      }
    };
    const cases = [
      ['select a not @v', "'@v' at line 1"],
      ['select row_number )', "')' at line 1"],
      ['drop schema if t', "'t' at line 1"],
      ['select t . select from t', "'select from t' at line 1"],
      ['select t.select from t', 'select t.`select` from t'],
      ['select min trim(a) from t', "'trim(a) from t' at line 1"],
      ["select from '😀é'", "'from '?é'' at line 1"],
      [`select from ${'é'.repeat(80)}`, `'from ${'é'.repeat(37)}' at line 1`],
    ] as const;
    for (const [sql, expected] of cases) expect(near(sql)).toBe(expected);
  });

  it('prints programs inside of programs, which the server reads to refuse them', () => {
    const sql = 'create procedure p () begin create procedure q () select 1 from dual; select 2 from dual; end;';
    expect(print(parse(print(parse(sql))))).toBe(sql);
  });

  it('tells trees apart by fields that only one of them has', () => {
    const plain = parse('select * from t');
    const sampled = parse('select * from t tablesample system (1)');
    expect([equals(plain, sampled), equals(sampled, plain)]).toEqual([false, false]);
  });
});
