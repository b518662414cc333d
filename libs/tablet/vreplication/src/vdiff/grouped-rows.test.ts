import { create } from '@vt/proto';
import { type Field, type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { readField } from '../plan/field.ts';
import { planStream } from '../plan/stream-plan.ts';
import type { TargetTable } from '../plan/target-table.ts';
import { GroupedRows } from './grouped-rows.ts';
import type { DiffRows } from './row-stream.ts';

const UTF8MB4_0900_AI_CI = 255;
const BINARY = 63;

const field = (name: string, type: keyof typeof Type, charset = BINARY, decimals = 0): Field => ({
  ...readField(create('query.Field', { name, charset, decimals })),
  type: Type[type],
});

function streamOf(
  fields: readonly Field[],
  keyFields: readonly Field[],
  rows: readonly (readonly string[])[],
): DiffRows {
  const left = rows.map((row): Row => row.map((value) => (value === 'NULL' ? null : Buffer.from(value))));
  return { fields, keyFields, protoKeyFields: [], peek: async () => left[0], take: () => void left.shift() };
}

const target: TargetTable = {
  name: 'g',
  key: ['name'],
  columns: ['name', 'n', 'total'].map((name) => ({
    name,
    type: 'x',
    columnType: 'x',
    charset: '',
    collation: '',
    isGenerated: false,
  })),
};
const planOf = (filter: string) => {
  const plan = planStream([create('binlogdata.Rule', { match: 'g', filter })], target);
  if (!plan) throw new Error('no plan');
  return plan;
};

const name = field('name', 'VARCHAR', UTF8MB4_0900_AI_CI);
const sums = [name, field('n', 'INT64'), field('total', 'DECIMAL', BINARY, 2)];
const read = [name, field('price', 'DECIMAL', BINARY, 2)];

async function all(rows: GroupedRows): Promise<string[][]> {
  const found: string[][] = [];
  for (let row = await rows.peek(); row; row = await rows.peek()) {
    found.push(row.map((value) => String(value)));
    rows.take();
  }
  return found;
}

const filter = 'select name, count(*) as n, sum(price) as total from t group by name';

test('rows of all sources become groups in the order of the key, as its collation has it', async () => {
  const sources = [
    streamOf(
      read,
      [],
      [
        ['b', '1.25'],
        ['A', '0.10'],
        ['ä', '-3.00'],
      ],
    ),
    streamOf(
      read,
      [],
      [
        ['B', 'NULL'],
        ['a', '0.20'],
        ['c', '12345678901234567890.99'],
      ],
    ),
  ];
  const rows = new GroupedRows(planOf(filter), sources, streamOf(sums, [name], []));
  expect(await all(rows)).toEqual([
    ['A', '3', '-2.70'],
    ['b', '2', '1.25'],
    ['c', '1', '12345678901234567890.99'],
  ]);
});

test('values that a unique lookup vindex has twice stay two, as its table can keep one of them only', async () => {
  const lookup = planOf('select name, keyspace_id() as k from t where name is not null group by name, k');
  const fields = [name, field('k', 'VARBINARY')];
  const sources = [
    streamOf(
      fields,
      [],
      [
        ['b', '1'],
        ['A', '2'],
      ],
    ),
    streamOf(
      fields,
      [],
      [
        ['B', '0'],
        ['a', '2'],
      ],
    ),
  ];
  expect(await all(new GroupedRows(lookup, sources, streamOf(fields, [name], [])))).toEqual([
    ['A', '2'],
    ['B', '0'],
    ['b', '1'],
  ]);
});

test('a group of the target that has nothing in it stands for nothing', () => {
  const rows = new GroupedRows(planOf(filter), [streamOf(read, [], [])], streamOf(sums, [name], []));
  const row = (...values: string[]): Row => values.map((value) => Buffer.from(value));
  expect(rows.isNothing(row('x', '0', '0.00'))).toBe(true);
  expect(rows.isNothing(row('x', '1', '0.00'))).toBe(false);
});

test('an entry of a lookup is never nothing', () => {
  const lookup = planOf('select name, keyspace_id() as k from t group by name, k');
  const fields = [name, field('k', 'VARBINARY')];
  const rows = new GroupedRows(lookup, [streamOf(fields, [], [])], streamOf(fields, [name], []));
  expect(rows.isNothing([Buffer.from('x'), Buffer.from('0')])).toBe(false);
});

test.each([
  ['floating point', [name, field('n', 'INT64'), field('total', 'FLOAT64')], filter, 'floating point'],
  [
    'another key',
    sums,
    'select price as name, count(*) as n from t group by n',
    'not grouped by the columns of its key',
  ],
])('refuses what cannot be told: %s', (_what, fields, text, message) => {
  expect(() => new GroupedRows(planOf(text), [streamOf(read, [], [])], streamOf(fields, [name], []))).toThrow(message);
});
