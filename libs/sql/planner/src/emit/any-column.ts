import type { Expr } from '@vt/sqlparser';
import type { Operator } from '../operators/operator.ts';
import { column } from '../semantics/bind/scope.ts';

const one: Expr = { kind: 'Literal', type: 'Int', value: '1' };

/** Some column that an operator has, for where only its rows matter. */
export function anyColumn(op: Operator): Expr {
  switch (op.kind) {
    case 'Route':
      return (op.closed && op.outputs?.[0]?.expr) || one;
    case 'Union':
      return column(op.alias, 'c0');
    case 'Recurse':
      return column(op.alias, op.columns[0] ?? '');
    case 'Derived':
      return column(op.alias, [...op.columns.keys()][0] ?? '');
    case 'Aggregate':
      return op.groups[0] ?? op.aggregates[0] ?? one;
    case 'Join':
    case 'SemiJoin':
      return anyColumn(op.left);
    case 'Subquery':
      return anyColumn(op.outer);
    case 'VindexFunc':
      return column(op.alias, 'id');
    case 'QueryGraph':
      return one;
    default:
      return anyColumn(op.input);
  }
}
