import { orderJoins } from '../build/graph.ts';
import type { Rule } from './rule.ts';

/** What lives together is joined where it lives; the rest is joined here, cheapest first. */
export const orderJoinsRule: Rule<'QueryGraph'> = {
  name: 'merge and order joins',
  on: 'QueryGraph',
  rewrite: (op, ctx) => orderJoins(op, ctx),
};
