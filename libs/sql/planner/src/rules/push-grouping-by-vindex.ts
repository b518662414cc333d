import { uniqueVindexIsIn } from '../operators/unique-vindex.ts';
import type { Rule } from './rule.ts';

/** Rows of one group live on one shard where a unique vindex's columns are among what makes them equal. */
export const pushGroupingByVindex: Rule<'Aggregate'> = {
  name: 'push grouping that includes a unique vindex',
  on: 'Aggregate',
  rewrite(op, ctx) {
    const { groups, input } = op;
    if (input.kind !== 'Route' || input.closed || input.aggregated || op.scalar || op.partial) return undefined;
    if (!uniqueVindexIsIn(input, groups, ctx)) return undefined;
    const select = { ...input.select, groupBy: { kind: 'GroupBy', exprs: groups, withRollup: false } } as const;
    if (!op.asked) return { ...input, aggregated: true, select };
    const orderBy = groups.map((expr, i) => ({ kind: 'Order', expr, direction: op.directions[i] ?? 'asc' }) as const);
    return { ...input, aggregated: true, merged: true, select: { ...select, orderBy } };
  },
};
