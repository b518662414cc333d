import type { ColName, Expr } from '@vt/sqlparser';

/** A plain column, which names itself. */
export function isUsingColumn(expr: Expr): expr is ColName {
  return expr.kind === 'ColName';
}
