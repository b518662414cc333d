import { type Argument, type Expr, print } from '@vt/sqlparser';
import { isIntegral } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { mergeRoutes } from '../operators/merge.ts';
import type { JoinOp, Operator, RouteOp } from '../operators/operator.ts';
import { sourcesOfOperator } from '../operators/sources.ts';
import { refuse } from '../refuse.ts';
import { contains, exprKey, hasSubquery, isExact, isSubset, replace, sourcesOf } from '../semantics/expressions.ts';
import { checkMovable } from '../semantics/movable.ts';

/** Joins two operators: in one route where they can be, else row by row, or by hash where the right one takes no conditions. */
export function joinWith(
  left: Operator,
  right: Operator,
  variant: 'inner' | 'left',
  predicates: readonly Expr[],
  ctx: PlanContext,
): Operator {
  if (left.kind === 'Route' && right.kind === 'Route' && !predicates.some(hasSubquery)) {
    const merged =
      mergeRoutes(left, right, variant, predicates, ctx) ?? mergeFiltered(left, right, variant, predicates, ctx);
    if (merged) return merged;
  }
  return separateJoin(left, right, variant, predicates, ctx);
}

/** What an outer join's condition says of the right side alone may tell the shard of it. */
function mergeFiltered(
  left: RouteOp,
  right: RouteOp,
  variant: 'inner' | 'left',
  predicates: readonly Expr[],
  ctx: PlanContext,
): RouteOp | undefined {
  if (variant !== 'left' || (left.place !== 'dual' && left.place !== 'reference')) return undefined;
  const own = predicates.filter((predicate) => isSubset(sourcesOf(predicate), right.sources));
  const filtered = own.length > 0 ? ctx.steps.addFilter(right, own, ctx) : right;
  if (filtered.kind !== 'Route') return undefined;
  const rest = predicates.filter((predicate) => !own.includes(predicate));
  return mergeRoutes(left, filtered, variant, rest, ctx);
}

export function separateJoin(
  left: Operator,
  right: Operator,
  variant: 'inner' | 'left',
  predicates: readonly Expr[],
  ctx: PlanContext,
): Operator {
  const rightSources = sourcesOfOperator(right);
  const leftSources = sourcesOfOperator(left);
  let join: JoinOp = { kind: 'Join', variant, left, right, vars: new Map(), hash: undefined };
  const above: Expr[] = [];
  for (const term of ordered(predicates)) {
    const own = sourcesOf(term);
    if (variant === 'inner' && isSubset(own, leftSources)) {
      join = { ...join, left: ctx.steps.addFilter(join.left, [term], ctx) };
      continue;
    }
    if (isSubset(own, rightSources)) {
      join = { ...join, right: ctx.steps.addFilter(join.right, [term], ctx) };
      continue;
    }
    const next = pushMixed(join, term, ctx);
    if (next) join = next;
    else above.push(term);
  }
  if (above.length === 0) return join;
  if (variant === 'left') return refuse('conditions of an outer join that only rows of both sides can decide');
  return { kind: 'Filter', predicates: above, input: join };
}

/** Equalities first: one of them may become what rows are found by. */
function ordered(predicates: readonly Expr[]): Expr[] {
  const isEqual = (expr: Expr) => expr.kind === 'ComparisonExpr' && expr.operator === '=';
  return [...predicates.filter(isEqual), ...predicates.filter((expr) => !isEqual(expr))];
}

function pushMixed(join: JoinOp, term: Expr, ctx: PlanContext): JoinOp | undefined {
  if (join.hash) return undefined;
  const leftSources = sourcesOfOperator(join.left);
  const { expr, vars } = withArguments(term, leftSources, join.vars, ctx);
  const right = ctx.steps.addFilter(join.right, [expr], ctx);
  if (!staysOnTop(right, expr)) return { ...join, right, vars };
  const hash = join.vars.size === 0 ? hashSides(term, join, ctx) : undefined;
  if (hash) return { ...join, hash };
  // A mysqld keeps the derived table's rows, with no more digits of an average than it shows.
  if (hasExactAverage(join.right, expr)) return refuse('comparing an expression of an average with rows around it');
  return { ...join, right, vars };
}

function hasExactAverage(op: Operator, expr: Expr): boolean {
  if (op.kind === 'Filter' || op.kind === 'Order' || op.kind === 'Distinct' || op.kind === 'Limit')
    return hasExactAverage(op.input, expr);
  if (op.kind !== 'Derived') return false;
  return contains(expr, (node) => {
    const column = node.kind === 'ColName' && node.qualifier?.name === op.alias ? node.name.toLowerCase() : undefined;
    const inner = column === undefined ? undefined : op.columns.get(column);
    return inner !== undefined && contains(inner, (part) => part.kind === 'AggregateExpr' && isExact(part));
  });
}

function staysOnTop(op: Operator, predicate: Expr): boolean {
  switch (op.kind) {
    case 'Filter':
      return (
        op.predicates.includes(predicate) ||
        op.input.kind === 'Limit' ||
        op.input.kind === 'Aggregate' ||
        op.input.kind === 'Union'
      );
    case 'Derived':
      return op.input.kind === 'Filter' || staysOnTop(op.input, predicate);
    default:
      return false;
  }
}

function hashSides(term: Expr, join: JoinOp, ctx: PlanContext): JoinOp['hash'] {
  if (term.kind !== 'ComparisonExpr' || term.operator !== '=' || term.modifier !== '') return undefined;
  const left = sourcesOfOperator(join.left);
  const right = sourcesOfOperator(join.right);
  const sides = [
    [term.left, term.right],
    [term.right, term.left],
  ] as const;
  for (const [a, b] of sides) {
    if (isSubset(sourcesOf(a), left) && isSubset(sourcesOf(b), right) && ctx.comparable(a, b))
      return { left: a, right: b };
  }
  return undefined;
}

/** Columns of the left side as arguments. */
export function withArguments(
  term: Expr,
  left: ReadonlySet<string>,
  known: ReadonlyMap<string, Expr>,
  ctx: PlanContext,
): { readonly expr: Expr; readonly vars: ReadonlyMap<string, Expr> } {
  checkMovable(term, (name) => left.has(name.qualifier?.name ?? ''), ctx);
  const vars = new Map(known);
  const byKey = new Map([...known].map(([name, expr]) => [exprKey(expr), name]));
  const whole = wholeSide(term, left, ctx);
  const expr = replace(term, (node) => {
    if (node !== whole && (node.kind !== 'ColName' || !left.has(node.qualifier?.name ?? ''))) return undefined;
    let name = byKey.get(exprKey(node));
    if (name === undefined) {
      name = argumentName(node as Expr, ctx);
      byKey.set(exprKey(node), name);
      vars.set(name, node as Expr);
    }
    return argumentNode(name);
  });
  return { expr, vars };
}

/**
 * Of `right.id = left.n + 1` the side that the left rows give as a whole: a value tells a shard, and many can be asked for at once. Only of
 * integers, which are the same whoever computes them.
 */
function wholeSide(term: Expr, left: ReadonlySet<string>, ctx: PlanContext): Expr | undefined {
  if (term.kind !== 'ComparisonExpr' || term.operator !== '=' || term.modifier !== '') return undefined;
  for (const [side, other] of [
    [term.left, term.right],
    [term.right, term.left],
  ] as const) {
    const sources = sourcesOf(side);
    if (side.kind !== 'BinaryExpr' || sources.size !== 1 || !isSubset(sources, left)) continue;
    if (!isSubset(sourcesOf(other), left) && isOfIntegers(side, ctx)) return side;
  }
  return undefined;
}

function isOfIntegers(expr: Expr, ctx: PlanContext): boolean {
  if (expr.kind === 'BinaryExpr')
    return ['+', '-', '*'].includes(expr.operator) && isOfIntegers(expr.left, ctx) && isOfIntegers(expr.right, ctx);
  if (expr.kind === 'Literal') return expr.type === 'Int';
  return expr.kind === 'ColName' && isIntegral(ctx.typeOf(expr).type);
}

function argumentName(expr: Expr, ctx: PlanContext): string {
  if (expr.kind === 'ColName') return ctx.argument(expr.qualifier?.name ?? '', expr.name);
  const [source = ''] = sourcesOf(expr);
  return ctx.argument(source, print(expr).replace(/\W+/g, '_'));
}

export function argumentNode(name: string): Argument {
  return { kind: 'Argument', name, type: '', size: 0, scale: 0 };
}
