import type { AggregateExpr, BinaryExpr, Expr, Node, Select, SelectExpr } from '@vt/sqlparser';
import { isFloat, Type } from '@vt/sqltypes';
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
  // Groups are kept in a table, with an average's own digits.
  const inner = (expr: Expr): Expr => withDigits(select.groupBy ? expr : withRealAverages(expr, ctx));
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

function withDigits(expr: Expr): Expr {
  return isAverage(expr) ? expr : withExactAverages(expr);
}

const ARITHMETIC: ReadonlySet<string> = new Set<BinaryExpr['operator']>(['+', '-', '*', '/', '%']);
/** Functions of DOUBLEs. */
const REAL: ReadonlySet<string> = new Set(
  'acos asin atan atan2 cos cot degrees exp ln log log10 log2 pow power radians sin sqrt tan'.split(' '),
);

/** Where MySQL computes with DOUBLEs it divides an average's sum as one: it has more digits than the average's own words of nine. */
function withRealAverages(expr: Expr, ctx: PlanContext): Expr {
  const real = (operand: Expr): Expr =>
    operand.kind === 'AggregateExpr' && isAverage(operand) && ctx.typeOf(operand).type === Type.DECIMAL
      ? realQuotient(operand)
      : withRealAverages(operand, ctx);
  return replace(expr, (node): Node | undefined => {
    if (node.kind === 'FuncExpr' && node.qualifier === '' && REAL.has(node.name.toLowerCase()))
      return { ...node, args: node.args.map(real) };
    if (node.kind !== 'BinaryExpr' || !ARITHMETIC.has(node.operator)) return undefined;
    const isMade =
      (isAverage(node.left) && isReal(node.right, ctx)) || (isAverage(node.right) && isReal(node.left, ctx));
    if (!isMade) return undefined;
    return { ...node, left: real(node.left), right: real(node.right) };
  });
}

function isReal(expr: Expr, ctx: PlanContext): boolean {
  if (isFloat(ctx.typeOf(expr).type)) return true;
  if (expr.kind === 'UnaryExpr') return isReal(expr.expr, ctx);
  if (expr.kind === 'FuncExpr') return expr.qualifier === '' && REAL.has(expr.name.toLowerCase());
  return (
    expr.kind === 'BinaryExpr' && ARITHMETIC.has(expr.operator) && (isReal(expr.left, ctx) || isReal(expr.right, ctx))
  );
}

function realQuotient(average: AggregateExpr): Expr {
  const zero: Expr = { kind: 'Literal', type: 'Float', value: '0e0' };
  const sum: Expr = { kind: 'BinaryExpr', operator: '+', left: { ...average, name: 'sum' }, right: zero };
  return { kind: 'BinaryExpr', operator: '/', left: sum, right: { ...average, name: 'count' } };
}
