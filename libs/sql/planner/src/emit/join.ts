import type { Join, JoinBatch, PlanNode, Route } from '@vt/plan';
import type { Expr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import { batchedKeys, inList } from '../operators/batched.ts';
import type { JoinOp, OutputColumn, RouteOp } from '../operators/operator.ts';
import { condition, rechoose } from '../operators/route.ts';
import { sourcesOfOperator } from '../operators/sources.ts';
import { conjunction, isSubset, sourcesOf, splitAnd } from '../semantics/expressions.ts';
import { anyColumn } from './any-column.ts';
import { keyColumn } from './key.ts';
import { Wants } from './wants.ts';

export function emitJoin(op: JoinOp, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  const left = new Wants();
  const right = new Wants();
  const leftSources = sourcesOfOperator(op.left);
  const columns = wants.map((want): number => {
    if (isSubset(sourcesOf(want.expr), leftSources)) return -1 - append(left, want);
    return 1 + append(right, want);
  });
  if (op.hash) {
    const leftKey = keyColumn(op.hash.left, op.left, left, ctx);
    const rightKey = keyColumn(op.hash.right, op.right, right, ctx);
    const variant = op.variant === 'left' ? 'HashLeftJoin' : 'HashJoin';
    return {
      kind: 'HashJoin',
      variant,
      left: ctx.steps.emit(op.left, left.list, ctx),
      right: emitSome(op.right, right, ctx),
      columns,
      leftKey,
      rightKey,
    };
  }
  const vars = Object.fromEntries([...op.vars].map(([name, expr]) => [name, left.offset(expr)]));
  const batch = batchOf(op, right, vars, ctx);
  const node: Omit<Join, 'left'> = {
    kind: 'Join',
    variant: op.variant === 'left' ? 'LeftJoin' : 'Join',
    right: emitSome(op.right, right, ctx),
    columns,
    vars,
    batch,
  };
  return { ...node, left: emitSome(op.left, left, ctx) };
}

/** The client may want one column twice, under different names. */
function append(wants: Wants, want: OutputColumn): number {
  if (want.name === '') return wants.offset(want.expr);
  wants.list.push(want);
  return wants.list.length - 1;
}

function emitSome(op: JoinOp['left'], wants: Wants, ctx: PlanContext): PlanNode {
  if (wants.list.length === 0) wants.offset(anyColumn(op));
  return ctx.steps.emit(op, wants.list, ctx);
}

/** The right route for many left rows at once: each argument is compared for equality with a column, once, and used nowhere else. */
function batchOf(
  { right, vars }: JoinOp,
  wants: Wants,
  offsets: Readonly<Record<string, number>>,
  ctx: PlanContext,
): JoinBatch | undefined {
  if (
    right.kind !== 'Route' ||
    right.closed ||
    right.merged ||
    right.select.limit ||
    right.aggregated ||
    right.select.options.length > 0
  )
    return undefined;
  const terms = splitAnd(right.select.where);
  const keyed = batchedKeys(right.select, terms, vars, ctx);
  if (!keyed) return undefined;
  const inner = new Wants(wants.list);
  const keys = keyed.map(({ argument, list, column, collation }) => {
    return { list, left: offsets[argument] as number, right: inner.offset(column), collation };
  });
  const lists = new Map(keyed.map((key) => [key.term, inList(key)]));
  const conditions = right.conditions.map((one) => {
    const list = lists.get(one.written);
    return list ? condition(list, ctx) : one;
  });
  const select = { ...right.select, where: conjunction(terms.map((term) => lists.get(term) ?? term)) };
  const node = ctx.steps.emit(rechoose({ ...right, block: undefined, select, conditions }, ctx), inner.list, ctx);
  if (node.kind !== 'Route') return undefined;
  return { right: node, keys, whole: wholeOf(right, node, new Set(lists.keys()), inner, ctx) };
}

/**
 * The right route without what its rows are asked for by. Not where that tells its shards, locks rows, or has them compute what might
 * fail, or warn, for rows that nobody asked for.
 */
function wholeOf(
  right: RouteOp,
  { routing }: Route,
  keyed: ReadonlySet<Expr>,
  wants: Wants,
  ctx: PlanContext,
): Route | undefined {
  if (!['Scatter', 'Unsharded', 'Reference'].includes(routing.type)) return undefined;
  if (right.select.locks.length > 0 || !wants.list.every(({ expr }) => expr.kind === 'ColName')) return undefined;
  const where = splitAnd(right.select.where).filter((term) => !keyed.has(term));
  const conditions = right.conditions.filter(({ written }) => !keyed.has(written));
  const select = { ...right.select, where: conjunction(where) };
  const node = ctx.steps.emit(rechoose({ ...right, block: undefined, select, conditions }, ctx), wants.list, ctx);
  return node.kind === 'Route' && node.routing.type === routing.type ? node : undefined;
}
