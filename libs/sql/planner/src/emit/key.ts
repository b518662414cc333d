import type { KeyColumn } from '@vt/plan';
import type { Expr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { provides } from './provides.ts';
import type { Wants } from './wants.ts';
import { comparisonOf } from './weight.ts';

/** The column that rows are compared by, and its sort key where it is needed and can be had. */
export function keyColumn(expr: Expr, op: Operator, wants: Wants, ctx: PlanContext): KeyColumn {
  const { weight, collation } = comparisonOf(expr, ctx);
  const column = wants.offset(expr);
  return { column, weight: weight && provides(op, weight) ? wants.offset(weight) : undefined, collation };
}
