import { explainPlan } from '@vt/plan';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { planned } from '../testing/planned.ts';

const registry = vindexRegistry({ readTextFile: () => '' });
const vschema = buildVSchema(
  {
    keyspaces: {
      ks: {
        sharded: true,
        vindexes: { xxhash: { type: 'xxhash' } },
        tables: { t: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
      },
    },
  },
  registry,
);

/** What a plan has the shards answer. */
function queriesOf(sql: string): string[] {
  const plan = planned(sql, vschema);
  return [...JSON.stringify(explainPlan(plan)).matchAll(/"Query":"([^"]*)"/g)].map(([, query = '']) => query);
}

// `+ 0` is also how the gate asks for the number of an ENUM's member: a key that each shard may give of a column, and none of a sum.
test.each(['sum(n)', 'max(n)', 'count(n)'])(
  'what is added to %s is added to the whole, not to each shard’s part',
  (of) => {
    const [query] = queriesOf(`select ${of} + 0 as s, count(*) * 45 as c from t`);
    expect(query).not.toContain('+ 0');
    expect(query).toContain(of.replace('(n)', '(t.n)'));
  },
);

test('what is added to a group’s column the shards may add', () => {
  const [query] = queriesOf('select g + 0, count(*) from t group by g');
  expect(query).toContain('t.g + 0');
});
