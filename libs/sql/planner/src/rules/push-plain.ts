import type { Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import type { Rule } from './rule.ts';

/** What is left is filters and columns: the shards' rows together are the answer. */
export const pushPlain: Rule = {
  name: 'push filters and columns',
  on: 'Horizon',
  rewrite(op: Operator) {
    if (op.kind !== 'Horizon' || !op.placed.limit || !op.placed.order) return undefined;
    const { select } = op;
    if (!op.placed.grouping && select.options.includes('distinct')) {
      refuse('DISTINCT over several shards without the columns of a unique vindex');
    }
    return {
      kind: 'Route',
      keyspace: op.keyspace,
      routing: op.routing,
      query: select,
      orderBy: op.placed.order,
      extraColumns: op.extraColumns,
    };
  },
};
