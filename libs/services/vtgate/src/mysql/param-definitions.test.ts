import { decodeColumnDefinition, Type } from '@vt/sqltypes';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { Session } from '../session/session.ts';
import { paramDefinitions } from './param-definitions.ts';

const column = (name: string, type: string) => ({ name, type });
const columns = [column('id', 'INT64'), column('bu', 'UINT64'), column('v', 'VARCHAR')];
const vschema = buildVSchema(
  { keyspaces: { ks: { tables: { t: { columns, column_list_authoritative: true } } } } },
  vindexRegistry(),
);
const target = { keyspace: 'ks', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
const session = new Session(1, 'uuid', { user: '', groups: [], remote: '' }, target, 'MULTI');

function types(sql: string): number[] | undefined {
  const count = sql.split('?').length - 1;
  return paramDefinitions(sql, count, session, vschema)?.map((bytes) => decodeColumnDefinition(bytes).type);
}

// As mysqld says of integers; of other parameters nothing is said.
test.each([
  ['insert into t values (?, ?, ?)', [Type.INT64, Type.UINT64, Type.VARCHAR]],
  ['insert into t (bu, id) values (?, ?), (1, ?)', [Type.UINT64, Type.INT64, Type.INT64]],
  ['update t set bu = ? where id = ?', [Type.UINT64, Type.INT64]],
  ['select ? from ks.t where bu in (?, ?) and ? < id', [Type.VARCHAR, Type.UINT64, Type.UINT64, Type.INT64]],
])('%s', (sql, expected) => {
  const found = types(sql);
  expect(found?.map((type) => (type === Type.VARBINARY ? Type.VARCHAR : type))).toEqual(expected);
});

test.each(['select ?', 'select id from t where v = ?', 'selec ?', 'insert into nope values (?)'])(
  'nothing is known of %s',
  (sql) => expect(types(sql)).toBeUndefined(),
);

test('a table of a query inside is another', () => {
  expect(types('select 1 from t where id = ? and exists (select 1 from u where bu = ?)')).toHaveLength(2);
});
