import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { planned } from '../testing/planned.ts';

const vschema = buildVSchema(
  {
    keyspaces: {
      ks: {
        sharded: true,
        vindexes: { hash: { type: 'hash' } },
        tables: {
          t: {
            column_vindexes: [{ column: 'id', name: 'hash' }],
            columns: [
              { name: 'id', type: 'INT64' },
              { name: 'v', type: 'INT64' },
            ],
          },
        },
      },
    },
  },
  vindexRegistry({ readTextFile: () => '' }),
);

const nested = (depth: number): string =>
  `select v from t where id in (${'select id from t where id in ('.repeat(depth)}select id from t where v = 1${')'.repeat(depth + 1)}`;

test('subqueries in subqueries are planned once each: two looks at each level would never end', () => {
  expect(planned(nested(60), vschema).type).toBe('Scatter');
});

const joined = (tables: number): string =>
  `select count(*) from ${Array.from({ length: tables }, (_, i) => `t a${i}`).join(' join ')}`;

test('a join has as many tables as a mysqld can join', () => {
  expect(() => planned(joined(61), vschema)).not.toThrow();
  expect(() => planned(joined(62), vschema)).toThrow(
    expect.objectContaining({ errno: 1116, message: 'Too many tables; MySQL can only use 61 tables in a join' }),
  );
});
