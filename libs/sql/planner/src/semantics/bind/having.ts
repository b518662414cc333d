import { VtError } from '@vt/base';
import { type Expr, type GroupBy, type Node, print, type SelectExpr, visit } from '@vt/sqlparser';
import { isAggregate, isWindow } from '../expressions.ts';
import { isAnyValue } from './any-value.ts';
import { unknownColumnError } from './binder.ts';
import { mergedOf, type Scope } from './scope.ts';

/**
 * HAVING sees columns of the select list and of GROUP BY, as they are; of FROM only inside of aggregates. One mysqld would say so itself, but it is
 * not asked where groups are made here.
 * @throws VT03019 for another column, 3593 for a window function
 */
export function checkHaving(having: Expr, columns: readonly SelectExpr[], groupBy: GroupBy | null, scope: Scope): void {
  const own = new Set(scope.sources.map(({ alias }) => alias));
  const seen = [
    ...columns.flatMap((item) => (item.kind === 'AliasedExpr' ? [item.expr] : [])),
    ...(groupBy?.exprs ?? []),
  ];
  const names = new Set(seen.flatMap((expr) => (expr.kind === 'ColName' ? [keyOf(expr)] : [])));
  visit(having, (node) => {
    if (isWindow(node)) throw windowHere(node);
    if (node.kind === 'Subquery' || (isAggregate(node) && !isAnyValue(node))) return false;
    if (node.kind !== 'ColName' || !node.qualifier || !own.has(node.qualifier.name)) return undefined;
    if (names.has(keyOf(node)) || mergedOf(scope, node.name).length > 0) return undefined;
    throw unknownColumnError(print(node));
  });
}

function windowHere(node: Node): VtError {
  const name = 'name' in node && typeof node.name === 'string' ? node.name.toLowerCase() : 'window';
  const message = `You cannot use the window function '${name}' in this context.'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 3593, state: 'HY000', message });
}

function keyOf(name: Extract<Expr, { kind: 'ColName' }>): string {
  return `${name.qualifier?.name ?? ''}.${name.name.toLowerCase()}`;
}
