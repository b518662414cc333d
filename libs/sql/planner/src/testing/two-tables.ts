import { explainPlan } from '@vt/plan';
import { Type } from '@vt/sqltypes';
import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { planned, tableColumn } from './planned.ts';

const document = {
  keyspaces: {
    ks: {
      sharded: true,
      vindexes: {
        xxhash: { type: 'xxhash' },
        lookup: { type: 'lookup', params: { table: 'l', from: 's', to: 'k' }, owner: 't' },
      },
      tables: {
        t: {
          column_vindexes: [
            { column: 'id', name: 'xxhash' },
            { column: 's', name: 'lookup' },
          ],
        },
        u: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
      },
    },
  },
};
const columns = [
  tableColumn('id'),
  tableColumn('n'),
  tableColumn('m'),
  tableColumn('s', Type.VARCHAR, 'utf8mb4_0900_ai_ci'),
];
const tables = new Map(['t', 'u'].map((name) => [name, { columns }]));
const vschema = buildVSchema(document, vindexRegistry({ readTextFile: () => '' }), new Map([['ks', tables]]));

type Explained = {
  readonly OperatorType: string;
  readonly Variant?: string;
  readonly Query?: string;
  readonly Inputs?: readonly Explained[];
};

/** The plan of a statement over `t` and `u`, whose `id` is their vindex's. */
export const explained = (sql: string): { readonly Instructions: Explained } =>
  explainPlan(planned(sql, vschema)) as { Instructions: Explained };

/** What is sent, and to how many shards, as `Scatter: select …`. */
export function sent(sql: string): readonly string[] {
  const routes = ({ OperatorType, Variant, Query, Inputs = [] }: Explained): string[] => [
    ...(OperatorType === 'Route' ? [`${Variant}: ${Query}`] : []),
    ...Inputs.flatMap(routes),
  ];
  return routes(explained(sql).Instructions);
}
