import type { Rule } from './rule.ts';

/** Groups of rows that come in no order are made by sorting them. */
export const sortForGroups: Rule<'Aggregate'> = {
  name: 'sort rows for grouping',
  on: 'Aggregate',
  rewrite(op) {
    if (op.sorted || op.scalar || op.groups.length === 0) return undefined;
    const keys = op.groups.map((expr, i) => ({ kind: 'Order', expr, direction: op.directions[i] ?? 'asc' }) as const);
    return { ...op, sorted: true, input: { kind: 'Order', keys, input: op.input } };
  },
};
