import type { Rule } from './rule.ts';

export const dropOrderOfOneRow: Rule<'Order'> = {
  name: 'drop the order of one row',
  on: 'Order',
  rewrite: ({ input }) => (input.kind === 'Aggregate' && input.scalar ? input : undefined),
};
