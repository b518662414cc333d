import type { Join, JoinBatch, PlanNode, Route } from '@vt/plan';
import type { ComparisonExpr, Expr, Node } from '@vt/sqlparser';
import { visit } from '@vt/sqlparser';
import { isIntegral, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
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
    vars.size === 0 ||
    right.kind !== 'Route' ||
    right.closed ||
    right.merged ||
    right.select.limit ||
    right.aggregated ||
    right.select.options.length > 0
  )
    return undefined;
  const terms = splitAnd(right.select.where);
  const keyed = new Map<string, { readonly term: ComparisonExpr; readonly column: Expr }>();
  for (const term of terms) {
    const found = equality(term, vars);
    if (found && !keyed.has(found.name)) keyed.set(found.name, { term: found.term, column: found.column });
  }
  if (keyed.size !== vars.size || ![...keyed.keys()].every((name) => countUses(right.select, name) === 1))
    return undefined;
  if (![...keyed].every(([name, { column }]) => areTextEqual(vars.get(name) as Expr, column, ctx))) return undefined;
  return buildBatch(right, keyed, terms, wants, offsets, ctx);
}

function equality(
  term: Expr,
  vars: ReadonlyMap<string, Expr>,
): { name: string; term: ComparisonExpr; column: Expr } | undefined {
  if (term.kind !== 'ComparisonExpr' || term.operator !== '=' || term.modifier !== '') return undefined;
  const { left, right } = term;
  if (left.kind === 'Argument' && vars.has(left.name) && right.kind === 'ColName')
    return { name: left.name, term, column: right };
  if (right.kind === 'Argument' && vars.has(right.name) && left.kind === 'ColName')
    return { name: right.name, term, column: left };
  return undefined;
}

function countUses(root: Node, name: string): number {
  let count = 0;
  visit(root, (node) => {
    if (node.kind === 'Argument' && node.name === name) count++;
  });
  return count;
}

/** Values of these types are equal when their text is; others the engine would have to compare as MySQL does. */
function areTextEqual(a: Expr, b: Expr, ctx: PlanContext): boolean {
  const x = ctx.typeOf(a).type;
  const y = ctx.typeOf(b).type;
  const known = x !== Type.NULL_TYPE && y !== Type.NULL_TYPE;
  return known && isIntegral(x) && isIntegral(y);
}

function buildBatch(
  right: RouteOp,
  keyed: ReadonlyMap<string, { readonly term: ComparisonExpr; readonly column: Expr }>,
  terms: readonly Expr[],
  wants: Wants,
  offsets: Readonly<Record<string, number>>,
  ctx: PlanContext,
): JoinBatch | undefined {
  const inner = new Wants(wants.list);
  const keys: JoinBatch['keys'][number][] = [];
  const lists = new Map<Expr, Expr>();
  for (const [name, { term, column }] of keyed) {
    const list = `${name}_list`;
    keys.push({ list, left: offsets[name] as number, right: inner.offset(column) });
    lists.set(term, {
      kind: 'ComparisonExpr',
      operator: 'in',
      left: column,
      right: { kind: 'ListArg', name: list },
      escape: null,
      modifier: '',
    });
  }
  const where = terms.map((term) => lists.get(term) ?? term);
  const conditions = right.conditions.map((one) => {
    const list = lists.get(one.written);
    return list ? condition(list, ctx) : one;
  });
  const route = rechoose(
    { ...right, block: undefined, select: { ...right.select, where: conjunction(where) }, conditions },
    ctx,
  );
  const node = ctx.steps.emit(route, inner.list, ctx);
  return node.kind === 'Route' ? { right: node satisfies Route, keys } : undefined;
}
