import type { Expr } from '@vt/sqlparser';

/** The terms of a condition that must all be true. */
export function conjuncts(expr: Expr | null): readonly Expr[] {
  if (expr === null) return [];
  return expr.kind === 'AndExpr' ? expr.exprs.flatMap(conjuncts) : [expr];
}
