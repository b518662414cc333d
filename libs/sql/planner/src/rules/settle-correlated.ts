import { hasUnsettled, settleFilter } from '../build/correlated.ts';
import type { Rule } from './rule.ts';

/** Conditions with subqueries that look at the rows they filter: run once for each row, or for many at once where values are compared for equality. */
export const settleCorrelated: Rule<'Filter'> = {
  name: 'run correlated subqueries row by row',
  on: 'Filter',
  rewrite: (op, ctx) =>
    op.predicates.some((predicate) => hasUnsettled(predicate, op.input)) ? settleFilter(op, ctx) : undefined,
};
