import type { PlanNode } from '@vt/plan';
import { print } from '@vt/sqlparser';
import { refuse } from '../refuse.ts';
import type { Operator } from './operator.ts';

/** The plan of an operator tree whose rules have all run. */
export function toPlan(op: Operator): PlanNode {
  switch (op.kind) {
    case 'Route':
      return {
        kind: 'Route',
        keyspace: op.keyspace,
        routing: op.routing,
        query: print(op.query),
        orderBy: op.orderBy,
        extraColumns: op.extraColumns,
      };
    case 'Limit':
      return { kind: 'Limit', count: op.count, offset: op.offset, input: toPlan(op.input) };
    case 'Aggregate':
      return { kind: 'ScalarAggregate', aggregates: op.aggregates, input: toPlan(op.input) };
    case 'Horizon':
      return refuse('this query over several shards');
  }
}
