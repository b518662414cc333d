import { exprKey } from '../semantics/expressions.ts';
import type { Rule } from './rule.ts';

/** One row is distinct; so are groups whose keys are all there. */
export const distinctIsGiven: Rule<'Distinct'> = {
  name: 'drop DISTINCT of rows that are',
  on: 'Distinct',
  rewrite({ exprs, input }) {
    const keys = new Set(exprs.map(exprKey));
    const source = input.kind === 'Filter' ? input.input : input;
    if (source.kind !== 'Aggregate') return undefined;
    return source.scalar || source.groups.every((group) => keys.has(exprKey(group))) ? input : undefined;
  },
};
