import type { Join, PlanNode } from '@vt/plan';
import { Type } from '@vt/sqltypes';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { tableColumn as column, planned } from '../testing/planned.ts';

const columns = [
  column('id', Type.INT64),
  column('n', Type.INT64),
  column('a', Type.VARCHAR, 'utf8mb4_0900_ai_ci'),
  column('b', Type.VARCHAR, 'utf8mb4_bin'),
  column('long', Type.TEXT, 'utf8mb4_0900_ai_ci'),
  column('price', Type.DECIMAL),
  column('uuid', Type.BINARY),
  column('day', Type.DATE),
  column('at', Type.DATETIME),
];
const table = { column_vindexes: [{ column: 'id', name: 'xxhash' }] };
const tracked = new Map(['t', 'u'].map((name) => [name, { columns, uniqueKeys: [] }]));
const vschema = buildVSchema(
  { keyspaces: { ks: { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables: { t: table, u: table } } } },
  vindexRegistry({ readTextFile: () => '' }),
  new Map([['ks', tracked]]),
);

function joinOf(sql: string): Join {
  const { root } = planned(sql, vschema);
  const found = (node: PlanNode): Join | undefined =>
    node.kind === 'Join' ? node : 'input' in node ? found(node.input as PlanNode) : undefined;
  return found(root) as Join;
}

test.each([
  ['t.n = u.n', undefined],
  ['t.a = u.a', 'utf8mb4_0900_ai_ci'],
  ['u.b = t.b', 'utf8mb4_bin'],
  ['u.uuid = t.uuid', undefined],
  ['t.price = u.price', undefined],
  ['t.day = u.day', undefined],
  ['u.at = t.at', undefined],
])('rows of many left ones are asked for at once where %s', (on, collation) => {
  const { batch } = joinOf(`select t.id, u.id from t join u on ${on}`);
  expect(batch?.keys.map((key) => key.collation)).toEqual([collation]);
  expect(batch?.right.query).toContain(' in ::');
});

test.each(['t.long = u.long', 't.price = u.n', 't.day = u.at', 't.a = u.n', 't.n < u.n'])(
  'each left row asks for its own where %s, which the gate does not tell apart as a mysqld does',
  (on) => {
    expect(joinOf(`select t.id, u.id from t join u on ${on}`).batch).toBeUndefined();
  },
);

test('the right rows of all left ones are one query, without the lists', () => {
  const { batch } = joinOf('select t.id, u.a from t join u on t.n = u.n where t.price > 3 and u.price > 3');
  expect(batch?.right.query).toContain(' in ::');
  expect(batch?.whole?.query).toBe('select u.a, u.n from u where u.price > 3');
});

test.each([
  ['rows are locked', 'select t.id, u.id from t join u on t.n = u.n for update'],
  ['shards compute what might fail for other rows', 'select t.id, u.n / u.price from t join u on t.n = u.n'],
  ['a vindex tells the shards', 'select t.id, u.n from t join u on t.n = u.id'],
])('the right rows of all left ones are no query where %s', (_, sql) => {
  const { batch } = joinOf(sql);
  expect(batch?.right.query).toContain(' in ::');
  expect(batch?.whole).toBeUndefined();
});
