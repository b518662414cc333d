import type { Expr } from '@vt/sqlparser';
import type { AggregateOp, Operator } from '../operators/operator.ts';
import { uniqueVindexIsIn } from '../operators/unique-vindex.ts';
import { exprKey, hasSubquery, sourcesOf, varies } from '../semantics/expressions.ts';
import type { Rule } from './rule.ts';

/** Each shard counts, adds and compares its own rows; the gate combines what they give for each group. */
export const splitAggregation: Rule<'Aggregate'> = {
  name: 'split aggregation over shards',
  on: 'Aggregate',
  rewrite(op, ctx) {
    const { input } = op;
    if (
      op.partial ||
      input.kind !== 'Route' ||
      input.closed ||
      input.aggregated ||
      input.select.limit ||
      input.select.options.length > 0
    )
      return undefined;
    const apart = op.aggregates
      .filter(isDistinct)
      .every((one) => isAddedUp(one) && uniqueVindexIsIn(input, argumentsOf(one), ctx));
    if (!op.aggregates.every((one) => isSplittable(one, apart)) || !(apart || isOneDistinct(op))) return undefined;
    const distinct = apart ? undefined : distinctExpr(op);
    const groups = distinct ? [...op.groups, distinct] : op.groups;
    // A number in GROUP BY would be a position.
    if (distinct && sourcesOf(distinct).size === 0) return undefined;
    if (groups.some((expr) => hasSubquery(expr) || varies(expr))) return undefined;
    return { ...op, partial: true, sorted: true, apart, input: partialRoute(input, groups, op) };
  },
};

function partialRoute(route: Extract<Operator, { kind: 'Route' }>, groups: readonly Expr[], op: AggregateOp): Operator {
  if (groups.length === 0) return { ...route, aggregated: true };
  const orderBy = groups.map((expr, i) => ({ kind: 'Order', expr, direction: op.directions[i] ?? 'asc' }) as const);
  return {
    ...route,
    select: { ...route.select, groupBy: { kind: 'GroupBy', exprs: groups, withRollup: false }, orderBy },
    merged: true,
    aggregated: true,
  };
}

function isSplittable(aggregate: Expr, apart: boolean): boolean {
  switch (aggregate.kind) {
    case 'CountStar':
      return true;
    case 'GroupConcatExpr':
      return !aggregate.distinct && aggregate.orderBy.length === 0 && !aggregate.limit;
    case 'AggregateExpr':
      if (aggregate.distinct && aggregate.args.length > 1 && !(apart && isDistinct(aggregate))) return false;
      return ['count', 'sum', 'avg', 'min', 'max', 'any_value'].includes(aggregate.name);
    default:
      return false;
  }
}

/** DISTINCT makes no difference to the least and the greatest. */
export function isDistinct(aggregate: Expr): boolean {
  return (
    aggregate.kind === 'AggregateExpr' && aggregate.distinct && !['min', 'max', 'any_value'].includes(aggregate.name)
  );
}

export function distinctExpr({ aggregates }: AggregateOp): Expr | undefined {
  return aggregates.filter(isDistinct).map(argumentOf)[0];
}

function isOneDistinct(op: AggregateOp): boolean {
  const keys = new Set(op.aggregates.filter(isDistinct).map((one) => exprKey(argumentOf(one))));
  return keys.size <= 1;
}

const argumentOf = (aggregate: Expr): Expr => argumentsOf(aggregate)[0] as Expr;

function argumentsOf(aggregate: Expr): readonly Expr[] {
  return (aggregate as Extract<Expr, { kind: 'AggregateExpr' }>).args;
}

/** What several shards have found of different values is added up. */
const isAddedUp = (aggregate: Expr): boolean =>
  aggregate.kind === 'AggregateExpr' && ['avg', 'count', 'sum'].includes(aggregate.name);
