import { explainPlan } from '@vt/plan';
import { parse, type QueryStatement } from '@vt/sqlparser';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { planned, tableColumn } from '../testing/planned.ts';

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
const query = 'select median_of(n) as m from t';
const views = new Map([['v', { columns: [tableColumn('m')], view: { query, database: 'vt_ks' } }]]);
const vschema = buildVSchema(document, registry, new Map([['ks', views]]), new Set(['median_of']));

function explained(sql: string): string {
  const view = (_keyspace: string, name: string) => (name === 'v' ? (parse(query) as QueryStatement) : undefined);
  return JSON.stringify(explainPlan(planned(sql, vschema, { view })));
}

test.each([
  'select median_of(n) from t',
  'select MEDIAN_OF(n) + 1 from t',
  'select n, median_of(id) from t group by n',
  'select n from t group by n having median_of(id) > 3',
  'select m from v',
])('%s is no function of each row of each shard', (sql) => {
  expect(() => explained(sql)).toThrow('VT12001');
});

test.each([
  ['select Median_of(n) from t where id = 3', 'select Median_of(n) from t where id = 3'],
  ['select id, median_of(n) from t group by id', 'select id, median_of(n) from t group by id'],
  ['select median_of(n) from one.u', 'select median_of(n) from u'],
  ['select other(n) from t', 'select other(n) from t'],
])('%s goes to the shards as it is', (sql, sent) => {
  expect(explained(sql)).toContain(`"${sent}"`);
});
