import { explainPlan } from '@vt/plan';
import { parse, type Statement } from '@vt/sqlparser';
import { buildVSchema, type SrvVSchemaDocument, vindexRegistry } from '@vt/vschema';
import { describe, expect, test } from 'vitest';
import { planStatement } from '../plan-statement.ts';

const text = (name: string, collation_name: string) => ({ name, type: 'VARCHAR', collation_name });
const table = (column: string, columns: readonly object[]) => ({
  column_vindexes: [{ column, name: 'hash' }],
  columns: [{ name: 'id', type: 'INT64' }, { name: 'n', type: 'INT64' }, ...columns],
  column_list_authoritative: true,
});

const vschema = buildVSchema(
  {
    keyspaces: {
      ks: {
        sharded: true,
        vindexes: { hash: { type: 'hash' } },
        tables: {
          a: table('id', [
            text('s', 'utf8mb4_0900_ai_ci'),
            text('g', 'utf8mb4_general_ci'),
            { name: 'd', type: 'DATE' },
            { name: 'e', type: 'ENUM' },
          ]),
          b: table('id', [text('s', 'utf8mb4_0900_ai_ci'), text('k', 'utf8mb4_bin'), { name: 'd', type: 'DATE' }]),
          r: { type: 'reference', columns: [{ name: 'id', type: 'INT64' }], column_list_authoritative: true },
        },
      },
    },
  } as unknown as SrvVSchemaDocument,
  vindexRegistry(),
);

function plan(sql: string): string {
  const found = planStatement(parse(sql) as Statement, {
    vschema,
    keyspace: 'ks',
    tabletType: 'PRIMARY',
    destination: undefined,
    anyKeyspace: 'ks',
    noScatter: false,
  });
  return JSON.stringify(explainPlan(found));
}

describe('a column of the rows around a subquery', () => {
  const correlated = (condition: string) => `select a.n, (select max(b.n) from b where ${condition}) from a`;

  test.each(['b.n = a.n', 'b.s = a.s', 'b.d < a.d', 'b.n + a.n > 3'])('moves where %s', (condition) => {
    expect(plan(correlated(condition))).toContain('CorrelatedSubquery');
  });

  test.each([
    'b.k = a.s',
    'b.s = a.g',
    "a.g = 'x' and b.n = 1",
    'b.n = a.e',
    'b.n = a.d',
    'b.d = a.s',
    'b.d between a.n and a.n + 1',
    'b.d in (a.s)',
    'nullif(b.d, a.s) is null',
  ])('does not move where %s: its literal would mean something else', (condition) => {
    expect(() => plan(correlated(condition))).toThrow('VT12001');
  });
});

describe('the value of a subquery', () => {
  test('is not compared with a column of another collation', () => {
    expect(plan('select n from a where s > (select max(s) from b)')).toContain('UncorrelatedSubquery');
    expect(() => plan('select n from a where g > (select max(k) from b)')).toThrow('VT12001');
  });
});

describe('an outer join of a table that every shard has', () => {
  test('stays on the shard of the other side', () => {
    const found = plan('select r.id, a.n from r left join a on a.id = 7');
    expect(found).toContain('EqualUnique');
    expect(found).not.toContain('Scatter');
  });
});
