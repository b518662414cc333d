import type { Aggregate } from '@vt/plan';
import { type AliasedExpr, type Expr, print, type SelectExpr } from '@vt/sqlparser';
import type { HorizonOp, Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { featuresOf } from '../semantics/features.ts';
import { planValue } from '../semantics/values.ts';
import type { Rule } from './rule.ts';

/** Each shard counts, adds and compares its own rows; the gate combines one row a shard. */
export const splitAggregation: Rule = {
  name: 'split aggregation over shards',
  on: 'Horizon',
  rewrite(op: Operator) {
    if (op.kind !== 'Horizon' || op.placed.grouping) return undefined;
    const { select } = op;
    if (select.groupBy) refuse('GROUP BY over several shards without the columns of a unique vindex');
    const has = select.columns.some((column) => featuresOf(column).aggregates);
    if (!has && !(select.having && featuresOf(select.having).aggregates)) return undefined;
    return split(op);
  },
};

function split(op: HorizonOp): Operator {
  const { select } = op;
  if (select.having) refuse('HAVING with aggregates over several shards');
  if (select.limit) refuse('LIMIT of an aggregate over several shards');
  if (select.options.includes('distinct')) refuse('DISTINCT with aggregates over several shards');
  const weights: AliasedExpr[] = [];
  const aggregates = select.columns.map((column, i) => aggregateOf(column, i, select.columns.length, weights));
  const shardSelect = { ...select, columns: [...select.columns, ...weights], orderBy: [] };
  return {
    kind: 'Aggregate',
    aggregates,
    input: { ...op, select: shardSelect, placed: { grouping: true, limit: true, order: [] } },
  };
}

function aggregateOf(column: SelectExpr, i: number, count: number, weights: AliasedExpr[]): Aggregate {
  if (column.kind !== 'AliasedExpr') return refuse('columns beside aggregates over several shards');
  const { expr } = column;
  if (!featuresOf(expr).aggregates) {
    if (!planValue(expr)) refuse(`'${print(expr)}' beside aggregates over several shards`);
    return { function: 'any', column: i, weight: i };
  }
  if (expr.kind === 'CountStar') return { function: 'sum_count', column: i, weight: i };
  if (expr.kind !== 'AggregateExpr' || (expr.distinct && expr.name !== 'min' && expr.name !== 'max')) {
    return refuse(`'${print(expr)}' over several shards`);
  }
  switch (expr.name) {
    case 'count':
      return { function: 'sum_count', column: i, weight: i };
    case 'sum':
      return { function: 'sum', column: i, weight: i };
    case 'min':
    case 'max':
      weights.push(weightString(expr));
      return { function: expr.name, column: i, weight: count + weights.length - 1 };
    default:
      return refuse(`'${print(expr)}' over several shards`);
  }
}

/** The collation's sort key of a value, as a column that only the gate sees. */
export function weightString(expr: Expr): AliasedExpr {
  return { kind: 'AliasedExpr', expr: { kind: 'WeightStringExpr', expr, as: null }, as: '', text: '' };
}
