import { Type } from '@vt/sqltypes';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { describe, expect, test } from 'vitest';
import { planned, tableColumn } from '../../testing/planned.ts';

const document = {
  keyspaces: {
    un: { tables: { by_uq: {} } },
    ks: {
      sharded: true,
      vindexes: {
        xxhash: { type: 'xxhash' },
        uq: { type: 'lookup_unique', params: { table: 'un.by_uq', from: 'uq', to: 'keyspace_id' }, owner: 't' },
      },
      tables: {
        t: {
          column_vindexes: [
            { column: 'id', name: 'xxhash' },
            { column: 'uq', name: 'uq' },
          ],
        },
      },
    },
  },
};
const columns = [
  ...['id', 'uq', 'n'].map((name) => tableColumn(name)),
  tableColumn('d', Type.DECIMAL),
  tableColumn('c', Type.CHAR),
  tableColumn('at', Type.DATETIME),
  tableColumn('s', Type.VARCHAR),
];
const uniqueKeys = [{ name: 'PRIMARY', columns: ['id'] }];
const tables = new Map([['t', { columns, uniqueKeys }]]);
const vschema = buildVSchema(document, vindexRegistry({ readTextFile: () => '' }), new Map([['ks', tables]]));

test.each([
  'update t set d = n / 7, uq = d * 1000',
  'update t set d = 1.2349, n = d * 1000, uq = n where id = 1',
  "update t set c = 'a ', uq = length(c)",
  'update t set c = s, uq = length(c)',
  "update t set at = '2024-01-01', uq = at + 0",
  'update t set d = d + 0.001, id = d',
  'update t set d = d / 3, s = d, id = id + 1',
])('%s: only a mysqld knows what the column read has made of its value', (sql) => {
  expect(() => planned(sql, vschema)).toThrow(
    expect.objectContaining({ id: 'VT12001', message: expect.stringContaining('makes something else') }),
  );
});

test.each([
  'update t set d = n / 7, s = d, uq = 5',
  'update t set d = 3, uq = d * 1000',
  'update t set d = d, uq = d',
  "update t set c = 'a', uq = length(c)",
  'update t set c = null, uq = c',
  'update t set n = 1.5, uq = n',
  'update t set uq = d, d = 1.2349',
])('%s: it is known', (sql) => {
  expect(planned(sql, vschema).root.kind).toBe('Dml');
});

describe('a vindex with a column that is computed from others', () => {
  const computed = {
    columns: [tableColumn('id'), tableColumn('n'), { ...tableColumn('g'), generated: true }],
    uniqueKeys,
  };
  const vindexes = { xxhash: { type: 'xxhash' } };
  const own = {
    ks: { sharded: true, vindexes, tables: { t: { column_vindexes: [{ column: 'g', name: 'xxhash' }] } } },
  };
  const known = new Map([['ks', new Map([['t', computed]])]]);
  const schema = buildVSchema({ keyspaces: own }, vindexRegistry({ readTextFile: () => '' }), known);

  test.each(['insert into t (id, n) values (1, 2)', 'update t set n = 3 where g = 4'])('is refused: %s', (sql) => {
    expect(() => planned(sql, schema)).toThrow(
      expect.objectContaining({ id: 'VT12001', message: expect.stringContaining('computed') }),
    );
  });

  test('rows are read and deleted by it', () => {
    expect(planned('delete from t where g = 4', schema).root.kind).toBe('Dml');
  });
});
