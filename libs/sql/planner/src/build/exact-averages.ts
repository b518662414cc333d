import type { Expr, Node, Select, SelectExpr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Operator } from '../operators/operator.ts';
import { isSingleShard } from '../operators/route.ts';
import { refuse } from '../refuse.ts';
import { columnName } from '../semantics/bind/empty-select.ts';
import { contains, exactly, isExact, replace } from '../semantics/expressions.ts';

/**
 * Inside of an expression MySQL computes with more digits of an average than it shows: these averages are told apart from those that are
 * columns by themselves.
 */
export function exactAverages(select: Select, input: Operator, ctx: PlanContext): Select {
  if (input.kind === 'Route' && isSingleShard(input)) return select;
  const parts = [...select.columns, ...(select.having ? [select.having] : []), ...select.orderBy];
  if (!parts.some((part) => contains(part, isAverage))) return select;
  checkKeptShort(select, parts);
  const columns = select.columns.map((item): SelectExpr => {
    if (item.kind !== 'AliasedExpr') return item;
    const expr = inner(item.expr);
    return expr === item.expr ? item : { ...item, as: columnName(item), expr };
  });
  const next: Select = {
    ...select,
    columns,
    having: select.having && inner(withAverages(select.having, select)),
    orderBy: select.orderBy.map((key) => ({ ...key, expr: inner(key.expr) })),
  };
  const expanded = ctx.binder.expanded.get(select);
  const byItem = new Map(select.columns.map((item, i) => [item, columns[i] as SelectExpr]));
  if (ctx.binder.expanded.has(select))
    ctx.binder.expanded.set(
      next,
      expanded?.map((item) => byItem.get(item) ?? item),
    );
  return next;
}

/**
 * Groups with DISTINCT aggregates are made one after the other, and where they are put in another order afterwards MySQL keeps them in a table,
 * with no more digits of an average than it shows: a mysqld must say what comes of it.
 */
function checkKeptShort({ groupBy, orderBy }: Select, parts: readonly Node[]): void {
  if (!groupBy || orderBy.length === 0 || !parts.some((part) => contains(part, isDistinctAggregate))) return;
  const within = parts.some(
    (part) =>
      (part.kind === 'AliasedExpr' || part.kind === 'Order') && !isAverage(part.expr) && contains(part, isAverage),
  );
  if (within) refuse('an expression of an average beside a DISTINCT aggregate, in an order of its own, over shards');
}

function isDistinctAggregate(node: Node): boolean {
  return (node.kind === 'AggregateExpr' || node.kind === 'GroupConcatExpr') && node.distinct;
}

export function isAverage(node: Node): boolean {
  return node.kind === 'AggregateExpr' && node.name === 'avg' && !node.over;
}

/** HAVING's names of averages as those: it looks at all of their digits, whatever it calls them. */
function withAverages(having: Expr, { columns }: Select): Expr {
  return replace(having, (node): Expr | undefined => {
    if (node.kind !== 'ColName' || node.qualifier) return undefined;
    const name = node.name.toLowerCase();
    const [item, ...others] = columns.filter((one) => one.kind === 'AliasedExpr' && one.as.toLowerCase() === name);
    return item?.kind === 'AliasedExpr' && others.length === 0 && isAverage(item.expr) ? item.expr : undefined;
  });
}

/** An average, wherever it stands, with all of its digits. */
export function withExactAverages<N extends Node>(node: N): N {
  return replace(node, (one): Node | undefined =>
    one.kind === 'AggregateExpr' && isAverage(one) && !isExact(one) ? exactly(one) : undefined,
  );
}

function inner(expr: Expr): Expr {
  return isAverage(expr) ? expr : withExactAverages(expr);
}
