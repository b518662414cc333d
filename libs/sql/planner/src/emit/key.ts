import type { KeyColumn } from '@vt/plan';
import { type Expr, print } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { provides } from './provides.ts';
import type { Wants } from './wants.ts';
import { comparisonOf } from './weight.ts';

/** The column that rows are compared by, and its sort key where it is needed and can be had. */
export function keyColumn(expr: Expr, op: Operator, wants: Wants, ctx: PlanContext): KeyColumn {
  refuseExtremeOfEnum(expr, ctx);
  const { weight, collation } = comparisonOf(expr, ctx);
  const column = wants.offset(expr);
  return { column, weight: weight && provides(op, weight, ctx) ? wants.offset(weight) : undefined, collation };
}

/** MySQL finds the least ENUM by its name, and sorts what it found by its place in the list. */
function refuseExtremeOfEnum(expr: Expr, ctx: PlanContext): void {
  if (expr.kind !== 'AggregateExpr' || (expr.name !== 'min' && expr.name !== 'max')) return;
  const [arg] = expr.args;
  const type = arg && ctx.typeOf(arg).type;
  if (type === Type.ENUM || type === Type.SET) refuse(`ordering by '${print(expr)}' of ENUM over shards`);
}
