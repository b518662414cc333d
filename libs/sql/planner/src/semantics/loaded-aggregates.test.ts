import { explainPlan } from '@vt/plan';
import { parse, type QueryStatement } from '@vt/sqlparser';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { planStatement } from '../plan-statement.ts';

const document = {
  keyspaces: {
    ks: {
      sharded: true,
      vindexes: { xxhash: { type: 'xxhash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
    },
    one: { sharded: false, tables: { u: {} } },
  },
};
const registry = vindexRegistry({ readTextFile: () => '' });
const vschema = buildVSchema(document, registry, new Map(), new Set(['median_of']));

function planned(sql: string): string {
  const plan = planStatement(parse(sql), {
    vschema,
    keyspace: 'ks',
    tabletType: 'PRIMARY',
    destination: undefined,
    anyKeyspace: 'ks',
    noScatter: false,
    foreignKeyChecks: true,
    view: (_keyspace, name) =>
      name === 'v' ? (parse('select median_of(n) as m from t') as QueryStatement) : undefined,
  });
  return JSON.stringify(explainPlan(plan));
}

test.each([
  'select median_of(n) from t',
  'select MEDIAN_OF(n) + 1 from t',
  'select n, median_of(id) from t group by n',
  'select n from t group by n having median_of(id) > 3',
])('%s is no function of each row of each shard', (sql) => {
  expect(() => planned(sql)).toThrow('VT12001');
});

test.each([
  ['select Median_of(n) from t where id = 3', 'select Median_of(n) from t where id = 3'],
  ['select id, median_of(n) from t group by id', 'select id, median_of(n) from t group by id'],
  ['select median_of(n) from one.u', 'select median_of(n) from u'],
  ['select other(n) from t', 'select other(n) from t'],
])('%s goes to the shards as it is', (sql, query) => {
  expect(planned(sql)).toContain(`"${query}"`);
});
