import type { ColName, Expr, TableExpr } from '@vt/sqlparser';

/** The terms of a condition that must all be true. */
export function conjuncts(expr: Expr | null): readonly Expr[] {
  if (expr === null) return [];
  return expr.kind === 'AndExpr' ? expr.exprs.flatMap(conjuncts) : [expr];
}

/** Conditions that filter rows of the statement: WHERE, and ON of inner joins. */
export function filterConditions(where: Expr | null, from: readonly TableExpr[]): readonly Expr[] {
  return [...conjuncts(where), ...from.flatMap(joinConditions)];
}

function joinConditions(expr: TableExpr): readonly Expr[] {
  if (expr.kind === 'ParenTableExpr') return expr.exprs.flatMap(joinConditions);
  if (expr.kind !== 'JoinTableExpr') return [];
  const inner = expr.join === 'join' || expr.join === 'straight_join';
  return [...joinConditions(expr.left), ...joinConditions(expr.right), ...(inner ? conjuncts(expr.on) : [])];
}

/** Whether a column reference can mean this column of the table known as `alias`. */
export function isColumn(expr: Expr, column: string, alias: string, onlyTable: boolean): expr is ColName {
  if (expr.kind !== 'ColName' || expr.name.toLowerCase() !== column.toLowerCase()) return false;
  return expr.qualifier === null ? onlyTable : expr.qualifier.name === alias;
}
