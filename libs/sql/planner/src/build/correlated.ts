import type { Expr, Node, QueryStatement } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { FilterOp, Operator } from '../operators/operator.ts';
import { sourcesOfOperator } from '../operators/sources.ts';
import { refuse } from '../refuse.ts';
import {
  contains,
  exprKey,
  hasSubquery,
  isAggregate,
  isWindow,
  varies,
  visitSubqueries,
} from '../semantics/expressions.ts';
import { checkHiddenDigits } from '../semantics/hidden-digits.ts';
import { checkMovable } from '../semantics/movable.ts';
import { addFilter } from './filter.ts';
import { argumentNode } from './join.ts';
import { existenceOf, pullOut, wrapPulledOut } from './pull-out.ts';
import { existenceBatch, valueBatch } from './subquery-batch.ts';

/** A filter without subqueries in its conditions: they have become joins, arguments and columns of their own. */
export function settleFilter(filter: FilterOp, ctx: PlanContext): Operator {
  let input = filter.input;
  const predicates: Expr[] = [];
  const pulled = filter.predicates.map((predicate) => pullOut(predicate, ctx));
  for (const predicate of pulled.flatMap(({ rest }) => rest)) {
    if (!hasSubquery(predicate)) {
      predicates.push(predicate);
      continue;
    }
    const joined = asSemiJoin(predicate, input, ctx);
    if (joined) input = joined;
    else {
      input = applySubqueries(predicate, input, ctx);
      predicates.push(predicate);
    }
  }
  const rest: Operator = settled(input, predicates, ctx);
  return wrapPulledOut(
    rest,
    pulled.flatMap((one) => one.pulled),
  );
}

function settled(input: Operator, predicates: readonly Expr[], ctx: PlanContext): Operator {
  const plain = predicates.filter((predicate) => !hasSubquery(predicate));
  const over = predicates.filter(hasSubquery);
  const filtered = addFilter(input, plain, ctx);
  return over.length === 0 ? filtered : { kind: 'Filter', predicates: over, input: filtered };
}

function asSemiJoin(predicate: Expr, left: Operator, ctx: PlanContext): Operator | undefined {
  const negated = predicate.kind === 'NotExpr';
  const test = negated ? predicate.expr : predicate;
  if (test.kind === 'ExistsExpr') return semiJoin(test.subquery.select, left, negated, [], ctx);
  if (negated || test.kind !== 'ComparisonExpr' || test.operator !== 'in' || test.right.kind !== 'Subquery')
    return undefined;
  const { select } = test.right;
  if (select.kind !== 'Select' || select.groupBy || select.having || select.limit || hasSubquery(test.left))
    return undefined;
  const [item] = select.columns;
  if (
    item?.kind !== 'AliasedExpr' ||
    select.columns.length !== 1 ||
    contains(item, isAggregate) ||
    contains(item, isWindow)
  )
    return undefined;
  if (!ctx.comparable(test.left, item.expr)) return undefined;
  const equal: Expr = {
    kind: 'ComparisonExpr',
    operator: '=',
    left: test.left,
    right: item.expr,
    escape: null,
    modifier: '',
  };
  return semiJoin(select, left, false, [equal], ctx);
}

function semiJoin(
  query: QueryStatement,
  left: Operator,
  anti: boolean,
  extra: readonly Expr[],
  ctx: PlanContext,
): Operator {
  const filtered = extra.length > 0 && query.kind === 'Select' ? withWhere(query, extra, ctx) : query;
  const { query: inner, vars } = withOuterArguments(filtered, left, ctx);
  const block = existenceOf(ctx.steps.planQuery(inner, ctx));
  const batch = existenceBatch(inner, vars, ctx);
  return { kind: 'SemiJoin', anti, left, right: block.op, vars, query: block, batch, stable: isStable(inner) };
}

function withWhere(
  query: Extract<QueryStatement, { kind: 'Select' }>,
  extra: readonly Expr[],
  ctx: PlanContext,
): QueryStatement {
  const where: Expr = query.where ? { kind: 'AndExpr', exprs: [query.where, ...extra] } : (extra[0] as Expr);
  const next = { ...query, where };
  ctx.binder.expanded.set(next, ctx.binder.expanded.get(query));
  return next;
}

/** Whether it gives the same for the same arguments, however often it is run in one statement; what stored functions do is not known. */
function isStable(query: Node): boolean {
  const isOwn = (node: Node) =>
    (node.kind === 'FuncExpr' && node.qualifier !== '') ||
    ('name' in node && typeof node.name === 'string' && /^sysdate$/i.test(node.name));
  return !varies(query) && !contains(query, isOwn);
}

/** Columns of the rows around as arguments of the query. */
export function withOuterArguments<N extends Node>(
  query: N,
  outer: Operator,
  ctx: PlanContext,
): { readonly query: N; readonly vars: ReadonlyMap<string, Expr> } {
  const sources = sourcesOfOperator(outer);
  const vars = new Map<string, Expr>();
  checkMovable(query, (name) => sources.has(name.qualifier?.name ?? ''), ctx);
  const next = ctx.replaceIn(query, (node) => {
    if (node.kind !== 'ColName' || !node.qualifier || !sources.has(node.qualifier.name)) return undefined;
    const name = ctx.argument(node.qualifier.name, node.name);
    vars.set(name, node);
    return argumentNode(name);
  });
  return { query: next, vars };
}

/** Adds a column to the rows for each subquery of an expression that looks at them. */
export function applySubqueries(expr: Node, input: Operator, ctx: PlanContext): Operator {
  let op = input;
  visitSubqueries(expr, (node) => {
    if (isApplied(op, node)) return;
    op = applyOne(node, op, ctx);
    if (op.kind === 'Apply') checkHiddenDigits(expr, node, op.query.columns?.[0]?.expr, ctx);
  });
  return op;
}

/** Whether a condition has a subquery that is no column of the rows yet. */
export function hasUnsettled(predicate: Expr, input: Operator): boolean {
  let found = false;
  visitSubqueries(predicate, (node) => {
    if (!isApplied(input, node)) found = true;
  });
  return found;
}

function isApplied(op: Operator, node: Node): boolean {
  if (op.kind === 'Apply') return exprKey(op.node) === exprKey(node) || isApplied(op.input, node);
  return false;
}

function applyOne(node: Node, input: Operator, ctx: PlanContext): Operator {
  if (node.kind === 'ExistsExpr') {
    const { query, vars } = withOuterArguments(node.subquery.select, input, ctx);
    const block = existenceOf(ctx.steps.planQuery(query, ctx));
    const batch = existenceBatch(query, vars, ctx);
    return { kind: 'Apply', form: 'exists', query: block, node, vars, batch, stable: isStable(query), input };
  }
  if (node.kind !== 'Subquery') return refuse('IN with a correlated subquery over shards');
  const { query, vars } = withOuterArguments(node.select, input, ctx);
  const block = ctx.steps.planQuery(query, ctx);
  if (block.columns?.length !== 1) return refuse('a correlated subquery of several columns over shards');
  const batch = valueBatch(query, vars, ctx);
  return { kind: 'Apply', form: 'value', query: block, node, vars, batch, stable: isStable(query), input };
}
