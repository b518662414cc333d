import { Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { SchemaTable } from '../schema/schema-engine.ts';
import { readStatement } from '../statement/statement.ts';
import { KeyReads } from './key-reads.ts';

const table = (name: string, key: SchemaTable['key']): [string, SchemaTable] => [
  name,
  { name, kind: 'table', comment: '', fingerprint: '', key },
];
const tables = new Map([
  table('t', new Map([['id', 'integer']])),
  table('named', new Map([['name', 'text']])),
  table(
    'two',
    new Map([
      ['a', 'integer'],
      ['b', 'binary'],
    ]),
  ),
  table('dated', undefined),
]);
const value = (type: number, text: string) => ({ type, value: Buffer.from(text) });
const int = value(Type.INT64, '5');
const text = value(Type.VARCHAR, 'a');
const raw = (literal: string) => value(Type.RAW, literal);

test.each([
  ['select * from t where id = :a', [int]],
  ['select x.c, 1 as one from vt_ks.t as x where :a = x.ID and c = 2 order by c limit 1', [int]],
  ['select c from t where id = :a', [raw('12')]],
  ['select c from named where name = :a', [text]],
  ['select c from named where name = :a', [raw("'x'")]],
  ['select c from two where b = :b and a = :a', [text, int]],
])('%s reads one row by its key', (sql, values) => {
  expect(new KeyReads(() => tables, 'vt_ks').includes(readStatement(sql), values)).toBe(true);
});

test.each([
  ['select c from t where id > :a', [int]],
  ['select c from t where id = :a or c = 1', [int]],
  ['select c from t where id = :a for update', [int]],
  ['select c from t where id = :a lock in share mode', [int]],
  ['select sleep(1) from t where id = :a', [int]],
  ['select c from t where id = :a and length(c) = 1', [int]],
  ['select count(*) from t where id = :a', [int]],
  ['select distinct c from t where id = :a', [int]],
  ['select sql_calc_found_rows c from t where id = :a', [int]],
  ['select c from t, named where id = :a', [int]],
  ['select c from t where id = :a union select 1 from t', [int]],
  ['select c from t where id = (select 1 from t)', []],
  ['select c, (select 1 from named) from t where id = :a', [int]],
  ['select c from t ignore index (primary) where id = :a', [int]],
  ['select c from t where id in ::a', [int]],
  ['select c from other.t where id = :a', [int]],
  ['select c from nothing where id = :a', [int]],
  ['select c from dated where id = :a', [int]],
  ['select c from two where a = :a', [int]],
  ['select c from t where id = 5', []],
  // mysqld compares these as other types than the key's, and reads the whole table.
  ['select c from t where id = :a', [text]],
  ['select c from t where id = :a', [raw('1.5')]],
  ['select c from t where id = :a', [raw("'12'")]],
  ['select c from named where name = :a', [int]],
  ['select c from named where name = :a', [value(Type.VARBINARY, 'a')]],
  ['select c from named where name = :a', [value(Type.HEXNUM, "x'61'")]],
  ['select c from named where name = :a', [raw("_latin1'x'")]],
  ["select c from named where name = :a collate 'utf8mb4_bin'", [text]],
])('%s is left alone', (sql, values) => {
  expect(new KeyReads(() => tables, 'vt_ks').includes(readStatement(sql), values)).toBe(false);
});

test('another schema is looked at, and one that was excluded stays so while the schema is the same', () => {
  let now: ReadonlyMap<string, SchemaTable> = new Map();
  const reads = new KeyReads(() => now, 'vt_ks');
  const statement = readStatement('select c from t where id = :a');
  expect(reads.includes(statement, [int])).toBe(false);
  now = tables;
  expect(reads.includes(statement, [int])).toBe(true);
  reads.exclude(statement);
  expect(reads.includes(statement, [int])).toBe(false);
});
