import type { KeyColumn } from '@vt/plan';
import type { Expr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { provides } from './provides.ts';
import type { Wants } from './wants.ts';
import { needsWeight, weightString } from './weight.ts';

/** The column that rows are compared by, and its sort key where it can be had. */
export function keyColumn(expr: Expr, op: Operator, wants: Wants, ctx: PlanContext): KeyColumn {
  const column = wants.offset(expr);
  const weight = weightString(expr);
  return { column, weight: needsWeight(expr, ctx) && provides(op, weight) ? wants.offset(weight) : undefined };
}
