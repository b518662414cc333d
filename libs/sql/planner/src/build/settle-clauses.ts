import type { Expr, Node, Select, SelectExpr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { hasSubquery } from '../semantics/expressions.ts';
import { applySubqueries } from './correlated.ts';
import { type PulledOut, pullOutOf } from './pull-out.ts';
import { mergeSubqueries } from './subquery.ts';

type Settled = { readonly select: Select; readonly input: Operator; readonly pulled: readonly PulledOut[] };

/** Subqueries outside of WHERE: they stay where the rows are, or are run first, or once for each row. */
export function settleClauses(select: Select, input: Operator, ctx: PlanContext): Settled {
  const clauses = [...select.columns, ...select.orderBy, ...select.windows, select.groupBy, select.having];
  if (!clauses.some((node) => node && hasSubquery(node))) return { select, input, pulled: [] };
  const pulled: PulledOut[] = [];
  let op = input;
  const settle = <N extends Node>(node: N): N => {
    if (!hasSubquery(node)) return node;
    if (op.kind === 'Route' && mergeSubqueries(op, node, ctx)) return node;
    const next = pullOutOf(node, pulled, ctx);
    if (hasSubquery(next)) op = applySubqueries(next, op, ctx);
    return next;
  };
  // All windows of a name share it.
  for (const window of select.windows)
    if (hasSubquery(window) && !(op.kind === 'Route' && mergeSubqueries(op, window, ctx)))
      refuse('a subquery in WINDOW over shards');
  const next: Select = {
    ...select,
    columns: select.columns.map((item): SelectExpr => {
      const known = pulled.length;
      const settled = settle(item);
      if (item.kind === 'AliasedExpr' && item.expr.kind !== 'Subquery')
        for (const { argument } of pulled.slice(known)) ctx.typedArguments.add(argument);
      return keepName(item, settled);
    }),
    groupBy: select.groupBy && settle(select.groupBy),
    having: select.having && (settle(select.having) as Expr),
    orderBy: select.orderBy.map(settle),
  };
  // In its place a number would be read as a position.
  const keys = [...(next.groupBy?.exprs ?? []), ...next.orderBy.map(({ expr }) => expr)];
  if (pulled.length > 0 && keys.some(({ kind }) => kind === 'Argument'))
    refuse('a subquery in GROUP BY or ORDER BY over shards');
  const expanded = ctx.binder.expanded.get(select);
  const byItem = new Map(select.columns.map((item, i) => [item, next.columns[i] as SelectExpr]));
  ctx.binder.expanded.set(
    next,
    expanded?.map((item) => byItem.get(item) ?? item),
  );
  return { select: next, input: op, pulled };
}

/** The client's text is what the column is called, whatever has become of it. */
function keepName(before: SelectExpr, after: SelectExpr): SelectExpr {
  return before === after || after.kind !== 'AliasedExpr' || before.kind !== 'AliasedExpr'
    ? after
    : { ...after, text: before.text };
}
