import type { AggregateOp, Operator, OrderOp } from '../operators/operator.ts';
import { exprKey } from '../semantics/expressions.ts';
import type { Rule } from './rule.ts';

/** Groups come in an order anyway: it may as well be the one that is asked for. */
export const orderGroupsAsAsked: Rule<'Order'> = {
  name: 'order groups as asked',
  on: 'Order',
  rewrite(op) {
    const { input } = op;
    if (input.kind === 'Filter' && input.input.kind === 'Aggregate') {
      const inner = reorder(op, input.input);
      return inner && { ...input, input: inner };
    }
    return input.kind === 'Aggregate' ? reorder(op, input) : undefined;
  },
};

function reorder({ keys }: OrderOp, aggregate: AggregateOp): Operator | undefined {
  if (aggregate.sorted && !aggregate.partial) return undefined;
  const groups = new Map(aggregate.groups.map((expr) => [exprKey(expr), expr]));
  // Of a key that comes twice the first decides.
  const named = keys.map(({ expr }) => exprKey(expr));
  const wanted = keys.filter((_, i) => named.indexOf(named[i] as string) === i);
  if (!wanted.every(({ expr }) => groups.has(exprKey(expr)))) return undefined;
  const first = wanted.map(({ expr }) => exprKey(expr));
  const rest = [...groups].filter(([key]) => !first.includes(key));
  const sorted = [...wanted.map(({ expr }) => expr), ...rest.map(([, expr]) => expr)];
  const directions = [...wanted.map(({ direction }) => direction), ...rest.map(() => 'asc' as const)];
  return { ...aggregate, groups: sorted, directions, asked: true, input: reorderInput(aggregate, sorted, directions) };
}

function reorderInput(
  { input, partial }: AggregateOp,
  groups: AggregateOp['groups'],
  directions: AggregateOp['directions'],
): Operator {
  const keys = groups.map((expr, i) => ({ kind: 'Order', expr, direction: directions[i] ?? 'asc' }) as const);
  if (input.kind !== 'Route' || !partial) return input;
  // What is distinct comes behind the groups and stays there.
  const behind = input.select.orderBy.slice(groups.length);
  return { ...input, select: { ...input.select, orderBy: [...keys, ...behind] } };
}
