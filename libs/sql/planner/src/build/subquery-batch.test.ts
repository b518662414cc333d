import type { ApplySubquery, PlanNode, SemiJoin } from '@vt/plan';
import { Type } from '@vt/sqltypes';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { tableColumn as column, planned } from '../testing/planned.ts';

const columns = [column('id'), column('n'), column('m'), column('day', Type.DATE), column('amount', Type.FLOAT64)];
const table = { column_vindexes: [{ column: 'id', name: 'xxhash' }] };
const tracked = new Map(['t', 'u', 'v'].map((name) => [name, { columns, uniqueKeys: [] }]));
const tables = { t: table, u: table, v: table };
const vschema = buildVSchema(
  { keyspaces: { ks: { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables } } },
  vindexRegistry({ readTextFile: () => '' }),
  new Map([['ks', tracked]]),
);

function semiJoinOf(sql: string): SemiJoin {
  const found = (node: PlanNode): SemiJoin | undefined => {
    if (node.kind === 'SemiJoin') return node;
    return 'outer' in node ? found(node.outer) : 'input' in node ? found(node.input as PlanNode) : undefined;
  };
  return found(planned(sql, vschema).root) as SemiJoin;
}

const queriesOf = (node: unknown): string[] => {
  const queries: string[] = [];
  JSON.stringify(node, (key, value) => {
    if (key === 'query' && typeof value === 'string') queries.push(value);
    return value;
  });
  return queries;
};

test('the values that rows exist for are asked for, for many rows at once and for all', () => {
  const { batch } = semiJoinOf('select id from t where not exists (select * from u where u.n = t.n and u.m > 3)');
  expect(queriesOf(batch?.right)).toEqual(['select distinct u.n from u where u.n in ::t_n_list and u.m > 3']);
  expect(queriesOf(batch?.whole)).toEqual(['select distinct u.n from u where u.m > 3']);
  expect(batch?.keys).toEqual([{ list: 't_n_list', left: 1, right: 0, collation: undefined }]);
});

test('a vindex tells the shards of the values, and nothing is asked for as a whole', () => {
  const { batch } = semiJoinOf('select id from t where exists (select 1 from u where u.id = t.n and u.m = t.m)');
  expect(queriesOf(batch?.right)).toEqual([
    'select distinct u.id, u.m from u where u.id in ::__vals and u.m in ::t_m_list',
  ]);
  expect(batch?.whole).toBeUndefined();
});

test.each([
  ['a value is used twice', 'u.n = t.n and u.m = t.n'],
  ['a value is not compared for equality', 'u.n > t.n'],
  ['the gate does not tell values apart as a mysqld does', 'u.amount = t.n'],
  ['its first rows count', 'u.n = t.n limit 2, 1'],
  ['groups count', 'u.n = t.n group by u.m having count(*) > 1'],
])('each row asks for its own where %s', (_, where) => {
  const node = semiJoinOf(`select id from t where exists (select 1 from u where ${where})`);
  expect(node.kind).toBe('SemiJoin');
  expect(node.batch).toBeUndefined();
});

test.each([
  ['u.n > t.n', true],
  ['u.n > t.n and rand() < 2', undefined],
  ['u.n > t.n and u.day < sysdate()', undefined],
  ['u.n > t.n and (@a := u.n) > 0', undefined],
])('what is found for a row is found for others of its values, where nothing varies: %s', (where, stable) => {
  expect(semiJoinOf(`select id from t where exists (select 1 from u where ${where})`).stable).toBe(stable);
});

function applyOf(sql: string): ApplySubquery {
  const found = (node: PlanNode): ApplySubquery | undefined =>
    node.kind === 'ApplySubquery' ? node : 'input' in node ? found(node.input as PlanNode) : undefined;
  return found(planned(sql, vschema).root) as ApplySubquery;
}

test.each([
  ['count(*)', 'select u.n, count(*) from u where u.n in ::t_n_list and u.m > 3 group by u.n', true],
  ['max(u.m)', 'select u.n, max(u.m) from u where u.n in ::t_n_list and u.m > 3 group by u.n', false],
  ['u.m', 'select u.n, u.m from u where u.n in ::t_n_list and u.m > 3', false],
])('the values of %s are asked for, for many rows at once', (value, query, counts) => {
  const node = applyOf(`select id, (select ${value} from u where u.n = t.n and u.m > 3) from t`);
  expect(queriesOf(node.batch?.right).map((one) => one.replace(/ order by .*$/, ''))).toEqual([query]);
  expect(node.batch?.whole).toBeDefined();
  expect(node.counts).toBe(counts);
});

test.each(['avg(u.m)', 'count(*) + 1', 'u.m + 1', 'group_concat(u.m)', 'sum(u.m + t.m)'])(
  'each row asks for its own value of %s',
  (value) => {
    expect(applyOf(`select id, (select ${value} from u where u.n = t.n) from t`).batch).toBeUndefined();
  },
);
