import { substitute } from '../build/filter.ts';
import { sourcesOfOperator } from '../operators/sources.ts';
import { hasSubquery, isSubset, sourcesOf, varies } from '../semantics/expressions.ts';
import type { Rule } from './rule.ts';

/** Each shard sorts, the gate merges; a join keeps the order of its left side. */
export const pushOrder: Rule<'Order'> = {
  name: 'push the order down',
  on: 'Order',
  rewrite(op) {
    const { input, keys } = op;
    if (keys.some(({ expr }) => hasSubquery(expr) || varies(expr))) return undefined;
    switch (input.kind) {
      case 'Route':
        if (input.closed || input.merged || input.select.limit) return undefined;
        return { ...input, select: { ...input.select, orderBy: keys }, merged: true };
      case 'Distinct':
        return { ...input, input: { ...op, input: input.input } };
      case 'Filter':
        if (input.input.kind === 'Aggregate' || input.input.kind === 'Limit') return undefined;
        return { ...input, input: { ...op, input: input.input } };
      case 'Derived': {
        const inner = keys.map((key) => substitute(key, input));
        if (inner.some(varies)) return undefined;
        return { ...input, input: { ...op, keys: inner, input: input.input } };
      }
      case 'Subquery':
        return { ...input, outer: { ...op, input: input.outer } };
      case 'SemiJoin':
        return { ...input, left: { ...op, input: input.left } };
      case 'Join': {
        const left = sourcesOfOperator(input.left);
        if (input.hash || !keys.every(({ expr }) => isSubset(sourcesOf(expr), left))) return undefined;
        return { ...input, left: { ...op, input: input.left } };
      }
      case 'Order':
        return { ...op, input: input.input };
      default:
        return undefined;
    }
  },
};
