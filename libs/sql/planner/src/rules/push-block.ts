import { named, openSelect } from '../build/close.ts';
import { isSingleShard } from '../operators/route.ts';
import type { Rule } from './rule.ts';

/** One shard has all the rows: it does everything. */
export const pushBlock: Rule<'Horizon'> = {
  name: 'push the whole block to its one shard',
  on: 'Horizon',
  rewrite(op) {
    const { input, select } = op;
    if (input.kind !== 'Route' || !isSingleShard(input) || input.closed) return undefined;
    const { from, where } = openSelect(input);
    return { ...input, closed: { ...select, from, where, columns: select.columns.map(named) }, outputs: op.columns };
  },
};
