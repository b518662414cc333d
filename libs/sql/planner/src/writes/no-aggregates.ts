import { VtError } from '@vt/base';
import type { Expr } from '@vt/sqlparser';
import { contains, isAggregate } from '../semantics/expressions.ts';

/**
 * What a write assigns, or sorts its rows by, may be an aggregate in a subquery alone. Among the columns of a SELECT that finds the rows it would mean
 * something. @throws 1111, which MySQL says before it looks at the aggregate's own names.
 */
export function checkNoAggregates(exprs: readonly Expr[]): void {
  if (!exprs.some((expr) => contains(expr, isAggregate))) return;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1111,
    state: 'HY000',
    message: 'Invalid use of group function',
  });
}
