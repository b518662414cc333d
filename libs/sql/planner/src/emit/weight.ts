import type { Expr } from '@vt/sqlparser';
import { isText, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';

/** The collation's sort key of a value, as a column that only the gate sees. */
export function weightString(expr: Expr): Expr {
  return { kind: 'WeightStringExpr', expr, as: null };
}

/** Collations that the gate compares by itself. */
const KNOWN = new Set([
  'binary',
  'latin1_swedish_ci',
  'utf8mb4_0900_ai_ci',
  'utf8mb4_bin',
  'utf8mb4_general_ci',
  'utf8mb4_unicode_ci',
]);

/** Whether rows can be compared by the expression only with its sort key at hand. */
export function needsWeight(expr: Expr, ctx: PlanContext): boolean {
  if (expr.kind === 'CountStar' || expr.kind === 'Literal' || expr.kind === 'WeightStringExpr') return false;
  if (expr.kind === 'AggregateExpr' && ['count', 'sum', 'avg'].includes(expr.name)) return false;
  const { type, collation } = ctx.typeOf(expr);
  if (type === Type.NULL_TYPE) return true;
  if (!isText(type)) return type === Type.ENUM || type === Type.SET;
  return collation === undefined || !KNOWN.has(collation);
}
