import type { AliasedExpr, Expr, SelectExpr } from '@vt/sqlparser';
import { exprKey } from '../expressions.ts';
import { columnName } from './empty-select.ts';

/** What a name without a table means among the columns of a select list. `behind`: a column that is called otherwise there. */
export type Listed =
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'item'; readonly item: AliasedExpr; readonly behind: boolean };

const none: Listed = { kind: 'none' };
const ambiguous: Listed = { kind: 'ambiguous' };

/**
 * As MySQL looks for what ORDER BY, GROUP BY and HAVING name: columns must be the same where several are called so, an expression ends the search,
 * and what is found behind an alias counts where nothing else does.
 */
export function findListed(name: string, columns: readonly SelectExpr[]): Listed {
  const wanted = name.toLowerCase();
  let found: AliasedExpr | undefined;
  let hidden: AliasedExpr | undefined;
  let isOneHidden = true;
  for (const item of columns) {
    if (item.kind !== 'AliasedExpr') continue;
    const isCalled = columnName(item).toLowerCase() === wanted;
    if (item.expr.kind !== 'ColName') {
      if (isCalled) return { kind: 'item', item, behind: false };
    } else if (isCalled) {
      if (found && !isSameColumn(found.expr, item.expr)) return ambiguous;
      found ??= item;
    } else if (item.expr.name.toLowerCase() === wanted) {
      isOneHidden &&= hidden === undefined || isSameColumn(hidden.expr, item.expr);
      hidden ??= item;
    }
  }
  if (found) return { kind: 'item', item: found, behind: false };
  if (!hidden) return none;
  return isOneHidden ? { kind: 'item', item: hidden, behind: true } : ambiguous;
}

/** Whether two columns are one, however their names are written. */
export function isSameColumn(a: Expr, b: Expr): boolean {
  return exprKey(a).toLowerCase() === exprKey(b).toLowerCase();
}
