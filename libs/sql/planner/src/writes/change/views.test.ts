import { parse, type QueryStatement } from '@vt/sqlparser';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { planned, tableColumn } from '../../testing/planned.ts';

const vindex = { column_vindexes: [{ column: 'id', name: 'xxhash' }] };
const document = {
  keyspaces: {
    ks: { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables: { t: vindex, u: vindex } },
  },
};
const columns = ['id', 'n'].map((name) => tableColumn(name));
const query = 'select id, n, n + 1 as m from u';
const known = new Map([
  ['t', { columns }],
  ['u', { columns }],
  ['v', { columns: [...columns, tableColumn('m')], view: { query, database: 'vt_ks' } }],
]);
const vschema = buildVSchema(document, vindexRegistry({ readTextFile: () => '' }), new Map([['ks', known]]));
const view = (_keyspace: string, name: string) => (name === 'v' ? (parse(query) as QueryStatement) : undefined);

test.each([
  'update v set n = 1',
  'update t join v on t.id = v.id set v.n = 1',
  'update t join v on t.id = v.id set t.n = 1, m = 2',
  'delete from v',
  'delete v from v join t on t.id = v.id',
  'delete from t, w using t join v as w on t.id = w.id',
  'insert into v values (1, 2, 3)',
])('%s changes rows of a view', (sql) => {
  expect(() => planned(sql, vschema, { view })).toThrow(
    expect.objectContaining({ id: 'VT12001', message: expect.stringContaining('writing a view over shards') }),
  );
});

test.each([
  'update t join v on t.id = v.id set t.n = v.m',
  'delete t from t join v on t.id = v.id',
  'with v as (select 1 as id) delete t from t join v on t.id = v.id',
])('%s reads it', (sql) => {
  expect(planned(sql, vschema, { view }).root.kind).not.toBe('Send');
});

test('a column that a view has too is ambiguous', () => {
  expect(() => planned('update t join v on t.id = v.id set n = 1', vschema, { view })).toThrow('VT03021');
});
