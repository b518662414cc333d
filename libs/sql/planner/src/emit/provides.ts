import type { Expr } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { substitute } from '../build/filter.ts';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { sourcesOfOperator } from '../operators/sources.ts';
import { isExtreme } from '../semantics/chosen.ts';
import {
  contains,
  exprKey,
  hasSubquery,
  isAggregate,
  isSubset,
  isWindow,
  sourcesOf,
  subqueriesIn,
  varies,
} from '../semantics/expressions.ts';
import { weighed } from './weight.ts';

/** Whether an operator can have the expression as a column without the gate computing it. */
export function provides(op: Operator, expr: Expr, ctx: PlanContext): boolean {
  switch (op.kind) {
    case 'Route':
      return routeProvides(op, expr, ctx);
    case 'Join':
      return joinProvides(op, expr, ctx);
    case 'Aggregate':
      return aggregateProvides(op, expr, ctx);
    case 'Derived': {
      if (!isSubset(sourcesOf(expr), sourcesOfOperator(op)) || hasSubquery(expr)) return false;
      if (expr.kind === 'ColName') return true;
      const inner = substitute(expr, op);
      // A shard would compute another value for it than for the column itself.
      return !varies(inner) && provides(op.input, inner, ctx);
    }
    case 'Union':
    case 'Recurse':
    case 'VindexFunc':
      return expr.kind === 'ColName' && expr.qualifier?.name === op.alias;
    case 'Apply':
      return exprKey(expr) === exprKey(op.node) || (!mentions(expr, op.node) && provides(op.input, expr, ctx));
    case 'Subquery':
      return provides(op.outer, expr, ctx);
    case 'SemiJoin':
      return provides(op.left, expr, ctx);
    case 'QueryGraph':
    case 'Horizon':
    case 'Window':
      return false;
    default:
      return provides(op.input, expr, ctx);
  }
}

function mentions(expr: Expr, node: Expr): boolean {
  const key = exprKey(node);
  return contains(expr, (one) => one.kind === node.kind && exprKey(one) === key);
}

function routeProvides(op: Extract<Operator, { kind: 'Route' }>, expr: Expr, ctx: PlanContext): boolean {
  if (op.closed) return op.outputs?.some((output) => exprKey(output.expr) === exprKey(expr)) ?? false;
  if (!isSubset(sourcesOf(expr), op.sources) || !subqueriesIn(expr).every((one) => ctx.merged.has(one))) return false;
  return op.aggregated || !contains(expr, isAggregate);
}

/** A side that may be NULL gives only its columns: anything else might make something of NULL. */
function joinProvides(op: Extract<Operator, { kind: 'Join' }>, expr: Expr, ctx: PlanContext): boolean {
  const sources = sourcesOf(expr);
  if (contains(expr, isAggregate) || contains(expr, isWindow)) return false;
  if (isSubset(sources, sourcesOfOperator(op.left))) return provides(op.left, expr, ctx);
  if (!isSubset(sources, sourcesOfOperator(op.right))) return false;
  if (op.variant === 'left' && expr.kind !== 'ColName' && !isWeightOfColumn(expr)) return false;
  return provides(op.right, expr, ctx);
}

/** Sort keys only of what is one value in each group: that of an aggregate is made of all its parts, or is one part's. */
function aggregateProvides(op: Extract<Operator, { kind: 'Aggregate' }>, expr: Expr, ctx: PlanContext): boolean {
  const key = exprKey(expr);
  if (op.aggregates.some((one) => exprKey(one) === key)) return true;
  const inner = exprKey(weighed(expr));
  const extreme = op.aggregates.find((one) => exprKey(one) === inner);
  if (extreme && isExtreme(extreme)) return ctx.typeOf(extreme).type === Type.FLOAT32;
  // The client may write what a sort key is written as.
  return [...op.groups, ...op.others].some((one) => [key, inner].includes(exprKey(one)));
}

/** NULL for NULL: a sort key may be asked of a side that an outer join fills up. */
function isWeightOfColumn(expr: Expr): boolean {
  return expr.kind !== 'ColName' && weighed(expr).kind === 'ColName';
}
