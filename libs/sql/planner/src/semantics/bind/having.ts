import { type Expr, type GroupBy, print, type SelectExpr, visit } from '@vt/sqlparser';
import { isAggregate } from '../expressions.ts';
import { unknownColumnError } from './binder.ts';
import type { Scope } from './scope.ts';

/**
 * HAVING sees columns of the select list and of GROUP BY, as they are; of FROM only inside of aggregates. One mysqld would say so itself, but it is
 * not asked where groups are made here.
 * @throws VT03019 for another column
 */
export function checkHaving(having: Expr, columns: readonly SelectExpr[], groupBy: GroupBy | null, scope: Scope): void {
  const own = new Set(scope.sources.map(({ alias }) => alias));
  const seen = [
    ...columns.flatMap((item) => (item.kind === 'AliasedExpr' ? [item.expr] : [])),
    ...(groupBy?.exprs ?? []),
  ];
  const names = new Set(seen.flatMap((expr) => (expr.kind === 'ColName' ? [keyOf(expr)] : [])));
  visit(having, (node) => {
    if (node.kind === 'Subquery' || isAggregate(node)) return false;
    if (node.kind !== 'ColName' || !node.qualifier || !own.has(node.qualifier.name)) return undefined;
    if (names.has(keyOf(node)) || scope.merged.has(node.name.toLowerCase())) return undefined;
    throw unknownColumnError(print(node));
  });
}

function keyOf(name: Extract<Expr, { kind: 'ColName' }>): string {
  return `${name.qualifier?.name ?? ''}.${name.name.toLowerCase()}`;
}
