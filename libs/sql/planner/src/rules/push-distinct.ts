import { uniqueVindexIsIn } from '../operators/unique-vindex.ts';
import type { Rule } from './rule.ts';

/** Each shard gives its rows once; the gate sees to those that several have, unless a unique vindex is among them. */
export const pushDistinct: Rule<'Distinct'> = {
  name: 'push DISTINCT to the shards',
  on: 'Distinct',
  rewrite(op, ctx) {
    const { input } = op;
    if (input.kind !== 'Route' || input.closed || input.select.limit || input.select.options.length > 0)
      return undefined;
    const route = { ...input, select: { ...input.select, options: ['distinct' as const] } };
    return uniqueVindexIsIn(input, op.exprs, ctx) ? route : { ...op, input: route };
  },
};
