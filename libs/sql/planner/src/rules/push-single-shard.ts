import { isMultiShard } from '@vt/plan';
import type { Operator } from '../operators/operator.ts';
import type { Rule } from './rule.ts';

/** One shard has all the rows: it does everything. */
export const pushSingleShard: Rule = {
  name: 'push the whole query to its one shard',
  on: 'Horizon',
  rewrite(op: Operator) {
    if (op.kind !== 'Horizon' || isMultiShard(op.routing)) return undefined;
    return {
      kind: 'Route',
      keyspace: op.keyspace,
      routing: op.routing,
      query: op.select,
      orderBy: [],
      extraColumns: 0,
    };
  },
};
