import type { ComparisonExpr, Expr, Node, Subquery } from '@vt/sqlparser';
import { isText, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import type { Block, Operator, SubqueryOp } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { childrenOf, hasSubquery, replace, sourcesOf, splitAnd } from '../semantics/expressions.ts';
import { checkListOfAverages, withHiddenDigits } from '../semantics/hidden-digits.ts';
import { checkValueMovable } from '../semantics/movable.ts';
import { argumentNode } from './join.ts';

export type PulledOut = Omit<SubqueryOp, 'kind' | 'outer'>;

/** Subqueries that look at nothing outside are run first; their places are taken by what they gave. */
export function pullOut(predicate: Expr, ctx: PlanContext): { readonly pulled: PulledOut[]; readonly rest: Expr[] } {
  const pulled: PulledOut[] = [];
  const next = pullOutOf(predicate, pulled, ctx);
  return { pulled, rest: splitAnd(next) };
}

export function pullOutOf<N extends Node>(root: N, pulled: PulledOut[], ctx: PlanContext): N {
  const around = new Map<Node, Node>();
  return replace(root, (node): Node | undefined => {
    for (const child of childrenOf(node)) if (child.kind === 'Subquery') around.set(child, node);
    if (
      node.kind === 'ComparisonExpr' &&
      (node.operator === 'in' || node.operator === 'not in') &&
      node.right.kind === 'Subquery'
    ) {
      return isFree(node.right) ? pullOutIn(node, node.right, pulled, ctx) : undefined;
    }
    if (node.kind === 'ComparisonExpr' && node.modifier !== '' && node.right.kind === 'Subquery' && isFree(node.right))
      return refuse('ANY/ALL/SOME comparison operator over shards');
    if (node.kind === 'ExistsExpr')
      return isFree(node.subquery) ? pullOutExists(node.subquery, pulled, ctx) : undefined;
    if (node.kind === 'Subquery')
      return isFree(node) ? pullOutValue(node, root, around.get(node), pulled, ctx) : undefined;
    return undefined;
  });
}

function isFree(subquery: Subquery): boolean {
  return sourcesOf(subquery).size === 0;
}

function pullOutIn(node: ComparisonExpr, subquery: Subquery, pulled: PulledOut[], ctx: PlanContext): Expr {
  const query = blockOf(subquery, ctx);
  if (node.left.kind === 'ValTuple' || (query.columns && query.columns.length !== 1))
    return refuse('IN with a subquery of several columns over shards');
  if (!query.columns) return refuse('IN with a subquery of unknown columns over shards');
  checkComparable(node.left, query, ctx);
  checkListOfAverages(query.columns[0]?.expr, ctx);
  const names = newNames(ctx);
  const form = node.operator === 'in' ? 'in' : 'not in';
  pulled.push({ form, query, ...names });
  const left = hasSubquery(node.left) ? pullOutOf(node.left, pulled, ctx) : node.left;
  const list: Expr = { ...node, left, right: { kind: 'ListArg', name: names.argument } };
  const has = argumentNode(names.hasValues);
  if (form === 'in') return { kind: 'AndExpr', exprs: [has, list] };
  return { kind: 'OrExpr', exprs: [{ kind: 'NotExpr', expr: has }, list] };
}

function checkComparable(left: Expr, { columns }: Block, ctx: PlanContext): void {
  const expr = columns?.[0]?.expr;
  if (!expr) return;
  if (!ctx.comparable(left, expr)) refuse('comparing values of different types over shards');
  const a = ctx.typeOf(left);
  const b = ctx.typeOf(expr);
  if (isText(a.type) && isText(b.type) && a.collation && b.collation && a.collation !== b.collation)
    refuse(`comparing text of collations ${a.collation} and ${b.collation} over shards`);
  if (a.type === Type.FLOAT32 || b.type === Type.FLOAT32) refuse('comparing FLOAT values over shards');
}

function pullOutExists(subquery: Subquery, pulled: PulledOut[], ctx: PlanContext): Expr {
  const names = newNames(ctx);
  pulled.push({ form: 'exists', query: existenceOf(blockOf(subquery, ctx)), ...names });
  return argumentNode(names.hasValues);
}

/** Whether there is a row is told by the first one. */
export function existenceOf(query: Block): Block {
  const one: Expr = { kind: 'Literal', type: 'Int', value: '1' };
  if (query.op.kind === 'Route' && query.op.closed) return query;
  if (query.op.kind === 'Limit' || query.op.kind === 'Union') return query;
  return {
    op: { kind: 'Limit', count: one, offset: undefined, pushed: false, input: query.op },
    columns: query.columns ?? [{ expr: one, name: '1' }],
  };
}

function pullOutValue(
  subquery: Subquery,
  root: Node,
  around: Node | undefined,
  pulled: PulledOut[],
  ctx: PlanContext,
): Expr {
  const query = ctx.steps.planQuery(withHiddenDigits(root, subquery, subquery.select, ctx), ctx);
  if (query.columns && query.columns.length !== 1) return refuse('a subquery of several columns over shards');
  const value = query.columns?.[0]?.expr;
  if (around && value) checkValueMovable(around, ctx.typeOf(value), ctx);
  const names = newNames(ctx);
  pulled.push({ form: 'value', query, ...names });
  const given = argumentNode(names.argument);
  return around && LISTS.has(around.kind)
    ? { kind: 'FuncExpr', qualifier: '', name: 'coalesce', args: [given] }
    : given;
}

/** In which a number by itself is the place of a column. */
const LISTS: ReadonlySet<string> = new Set(['GroupBy', 'Order', 'WindowSpec']);

function newNames(ctx: PlanContext): { readonly argument: string; readonly hasValues: string } {
  const n = ctx.nextSubquery();
  return { argument: `__sq${n}`, hasValues: `__sq_has_values${n}` };
}

/** Whether an argument is the value of a subquery that was run before. */
export function isPulledOut(argument: string): boolean {
  return /^__sq\d+$/.test(argument);
}

function blockOf({ select }: Subquery, ctx: PlanContext): Block {
  return ctx.steps.planQuery(select, ctx);
}

/** Runs what was pulled out before the rest. */
export function wrapPulledOut(op: Operator, pulled: readonly PulledOut[]): Operator {
  return pulled.reduceRight<Operator>((outer, one) => ({ kind: 'Subquery', ...one, outer }), op);
}
