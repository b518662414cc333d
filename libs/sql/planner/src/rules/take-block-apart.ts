import type { Expr, Node, Order, Select } from '@vt/sqlparser';
import { addFilter } from '../build/filter.ts';
import type { PlanContext } from '../context.ts';
import { withLocks } from '../operators/lock.ts';
import type { HorizonOp, Operator } from '../operators/operator.ts';
import { uniqueVindexIsIn } from '../operators/unique-vindex.ts';
import { refuse } from '../refuse.ts';
import { resolveAlias } from '../semantics/bind/select.ts';
import {
  aggregatesIn,
  contains,
  exprKey,
  hasQuotient,
  isAggregate,
  isWindow,
  replace,
  sourcesOf,
  splitAnd,
} from '../semantics/expressions.ts';
import type { Rule } from './rule.ts';

/** Grouping, HAVING, DISTINCT, ORDER BY and LIMIT become steps of their own, in the order in which they happen. */
export const takeBlockApart: Rule<'Horizon'> = {
  name: 'take the block apart',
  on: 'Horizon',
  rewrite: (op, ctx) => takeApart(op, ctx),
};

function takeApart(op: HorizonOp, ctx: PlanContext): Operator {
  const { select } = op;
  checkPossible(select);
  if (!op.columns) return openBlock(op);
  const columns = op.columns;
  let out: Operator = withClauses(op.input, select);
  const having = splitAnd(select.having).map((expr) => meant(expr, select));
  const order = select.orderBy
    .map((key): Order => ({ ...key, expr: meantOrder(key.expr, op) }))
    .filter(({ expr }) => !isConstant(expr));
  const exprs = [...columns.map(({ expr }) => expr), ...having, ...order.map(({ expr }) => expr)];
  if (exprs.some((expr) => contains(expr, isSeededRandom))) refuse('RAND with a seed over several shards');
  out = group(out, op, exprs, ctx);
  out = addFilter(out, having, ctx);
  out = addWindows(out, exprs, select, ctx);
  if (select.options.includes('distinct'))
    out = { kind: 'Distinct', exprs: columns.map(({ expr }) => expr), input: out };
  if (order.length > 0) out = { kind: 'Order', keys: order, input: out };
  return limited(out, select);
}

function checkPossible(select: Select): void {
  if (select.into) refuse('SELECT INTO over several shards');
  if (select.options.includes('sql_calc_found_rows')) refuse('SQL_CALC_FOUND_ROWS over several shards');
  if (select.qualify) refuse('QUALIFY over several shards');
  if (select.groupBy?.withRollup) refuse('GROUP BY WITH ROLLUP over several shards');
  if (select.groupBy?.exprs.some(isGroupingSets)) refuse('grouping sets over several shards');
}

/** GROUPING SETS, ROLLUP (…) and CUBE (…) group more than once. */
function isGroupingSets(expr: Expr): boolean {
  return expr.kind === 'GroupingSets' || (expr.kind === 'FuncExpr' && /^(?:cube|rollup)$/i.test(expr.name));
}

/** `select *` of tables whose columns are not known: nothing but a route may have to do with its rows. */
function openBlock(op: HorizonOp): Operator {
  const { input, select } = op;
  if (input.kind !== 'Route' || input.closed)
    return refuse('* of tables whose columns are not known, over several routes');
  const plain =
    !select.groupBy &&
    !select.having &&
    !select.options.includes('distinct') &&
    select.columns.every((item) => !contains(item, isAggregate) && !contains(item, isWindow));
  if (!plain) return refuse('* of tables whose columns are not known, beside grouping');
  const route = withClauses(input, select);
  const order = select.orderBy
    .map((key): Order => ({ ...key, expr: meantOrder(key.expr, op) }))
    .filter(({ expr }) => !isConstant(expr));
  const ordered: Operator = order.length > 0 ? { kind: 'Order', keys: order, input: route } : route;
  return limited(ordered, select);
}

/** Locks go with every statement that is sent for the block; comments, which may name all of its tables, where that is one statement. */
function withClauses(input: Operator, select: Select): Operator {
  const locked = withLocks(input, select.locks);
  if (locked.kind !== 'Route' || locked.closed) return locked;
  return { ...locked, select: { ...locked.select, comments: select.comments, windows: select.windows } };
}

/** With aliases of the select list replaced by what they stand for. */
function meant(expr: Expr, select: Select): Expr {
  return replace(expr, (node) =>
    node.kind === 'ColName' && !node.qualifier ? resolveAlias(node, select.columns) : undefined,
  );
}

function meantOrder(expr: Expr, { select, columns }: HorizonOp): Expr {
  if (expr.kind === 'Literal' && expr.type === 'Int') {
    const column = columns?.[Number(expr.value) - 1];
    if (column) return column.expr;
    return select.columns.some(({ kind }) => kind === 'StarExpr')
      ? refuse('ORDER BY a position behind * over several shards')
      : expr;
  }
  return meant(expr, select);
}

function isConstant(expr: Expr): boolean {
  // A bind in its place would be read as a position.
  return ['NullVal', 'Literal', 'BoolVal', 'Argument'].includes(expr.kind);
}

const one: Expr = { kind: 'Literal', type: 'Int', value: '1' };
/** One group, and none where there are no rows: by nothing at all there would be one. Not a number alone, which is a position. */
const ALL_ROWS: Expr = { kind: 'BinaryExpr', operator: '+', left: one, right: one };

function group(input: Operator, { select }: HorizonOp, exprs: readonly Expr[], ctx: PlanContext): Operator {
  const aggregates = aggregatesIn(exprs);
  if (!select.groupBy && aggregates.length === 0) return input;
  if (ctx.environment.keepsQuotients && aggregates.some(addsQuotients))
    refuse('SUM and AVG of quotients, which have more digits than they show, over several shards');
  if (
    ctx.environment.keepsQuotients &&
    exprs.some((expr) => !isAggregate(expr) && contains(expr, isExtremeOfQuotients))
  )
    refuse('computing with MAX and MIN of quotients, which have more digits than they show, over several shards');
  const meantGroups = (select.groupBy?.exprs ?? []).map((expr) => resolveAlias(meant(expr, select), select.columns));
  const telling = meantGroups.filter((expr) => !isConstant(expr));
  const grouping = telling.length === 0 && meantGroups.length > 0 ? [ALL_ROWS] : telling;
  const groups = [...new Map(grouping.map((expr) => [exprKey(expr), expr])).values()];
  const scalar = !select.groupBy;
  const others = ungrouped(exprs, groups);
  if (!scalar && !others.every((expr) => dependsOn(expr, groups, ctx)))
    refuse('columns of groups that may not depend on what is grouped by');
  if (ctx.environment.onlyFullGroupBy) {
    // A shard looks at what is pushed down to it itself.
    if (scalar && others.length > 0 && input.kind !== 'Route')
      refuse('columns beside aggregates of all rows of a join');
    if (groups.some((key) => isNotFoundAgain(key) && exprs.some((expr) => repeats(expr, key))))
      refuse('GROUP BY of a subquery or a comparison of rows that is also selected');
    if (select.columns.some((item) => item.kind === 'AliasedExpr' && computesWith(item.expr, groups)))
      refuse('columns that are computed from what is grouped by');
  }
  return {
    kind: 'Aggregate',
    groups,
    // Something to ask for, where the one group of all rows has nothing else.
    aggregates: groups.length + aggregates.length > 0 ? aggregates : [{ kind: 'CountStar', over: null }],
    scalar,
    others,
    partial: false,
    sorted: false,
    directions: groups.map(() => 'asc'),
    input,
  };
}

/** Whether it adds up what has more digits than it shows. */
function addsQuotients(aggregate: Expr): boolean {
  return (
    aggregate.kind === 'AggregateExpr' &&
    (aggregate.name === 'sum' || aggregate.name === 'avg') &&
    aggregate.args.some(hasQuotient)
  );
}

function isExtremeOfQuotients(node: Node): boolean {
  return node.kind === 'AggregateExpr' && (node.name === 'max' || node.name === 'min') && node.args.some(hasQuotient);
}

/** Whether MySQL may take a second one for another expression, which then is of columns that are not grouped by. */
function isNotFoundAgain(key: Expr): boolean {
  return contains(
    key,
    (node) =>
      node.kind === 'Subquery' ||
      node.kind === 'ExistsExpr' ||
      (node.kind === 'ComparisonExpr' && node.left.kind === 'ValTuple'),
  );
}

/** Whether a part of the expression, outside of aggregates, is an expression that is grouped by: MySQL finds whole columns only. */
function computesWith(expr: Expr, groups: readonly Expr[]): boolean {
  const keys = new Set(groups.filter((key) => key.kind !== 'ColName' && sourcesOf(key).size > 0).map(exprKey));
  if (keys.size === 0 || keys.has(exprKey(expr))) return false;
  let found = false;
  replace(expr as Node, (node) => {
    if (isAggregate(node)) return node;
    found ||= keys.has(exprKey(node));
    return found ? node : undefined;
  });
  return found;
}

function repeats(expr: Expr, key: Expr): boolean {
  const wanted = exprKey(key);
  return contains(expr, (node) => exprKey(node) === wanted);
}

/** Numbers in the order in which one server finds its rows. */
function isSeededRandom(node: Node): boolean {
  return node.kind === 'FuncExpr' && node.name.toLowerCase() === 'rand' && node.args.length > 0;
}

/** Whether all rows of a group have one value of the column: a key of its table is among the groups. Tables whose keys are not known may have one. */
function dependsOn(outer: Expr, outerGroups: readonly Expr[], ctx: PlanContext): boolean {
  const expr = ctx.resolve(outer);
  const groups = outerGroups.map((one) => ctx.resolve(one));
  const alias = expr.kind === 'ColName' ? expr.qualifier?.name : undefined;
  const source = alias === undefined ? undefined : ctx.binder.sources.get(alias);
  if (groups.some((one) => exprKey(one) === exprKey(expr))) return true;
  if (source?.kind !== 'table' || !source.table.uniqueKeys) return true;
  const grouped = new Set(
    groups.flatMap((one) => (one.kind === 'ColName' && one.qualifier?.name === alias ? [one.name.toLowerCase()] : [])),
  );
  return source.table.uniqueKeys.some(({ columns }) => columns.every((name) => grouped.has(name.toLowerCase())));
}

/** Columns that are neither grouped by nor aggregated. */
function ungrouped(exprs: readonly Expr[], groups: readonly Expr[]): Expr[] {
  const keys = new Set(groups.map(exprKey));
  const found = new Map<string, Expr>();
  const walk = (root: Node) =>
    replace(root, (node) => {
      if (keys.has(exprKey(node)) || isAggregate(node)) return node;
      if (node.kind === 'ColName') found.set(exprKey(node), node);
      return undefined;
    });
  for (const expr of exprs) walk(expr);
  return [...found.values()];
}

function addWindows(input: Operator, exprs: readonly Expr[], select: Select, ctx: PlanContext): Operator {
  if (!exprs.some((expr) => contains(expr, isWindow))) return input;
  if (input.kind === 'Route' && exprs.every((expr) => windowsStay(expr, select, input, ctx))) return input;
  return refuse('window functions are only supported for single-shard queries');
}

/** All rows of a partition are on one shard. */
function windowsStay(
  expr: Expr,
  select: Select,
  route: Extract<Operator, { kind: 'Route' }>,
  ctx: PlanContext,
): boolean {
  let stay = true;
  replace(expr as Node, (node) => {
    if (!isWindow(node)) return undefined;
    const over = (node as { over: Extract<Node, { kind: 'OverClause' }> | null }).over;
    const spec =
      over?.spec ?? select.windows.find(({ name }) => name.toLowerCase() === over?.window.toLowerCase())?.spec;
    const base = spec?.name
      ? select.windows.find(({ name }) => name.toLowerCase() === spec.name.toLowerCase())?.spec
      : undefined;
    const partition = [...(base?.partitionBy ?? []), ...(spec?.partitionBy ?? [])].map((one) => meant(one, select));
    if (!uniqueVindexIsIn(route, partition, ctx)) stay = false;
    return node;
  });
  return stay;
}

function limited(input: Operator, { limit }: Select): Operator {
  if (!limit) return input;
  return { kind: 'Limit', count: limit.rowCount, offset: limit.offset ?? undefined, pushed: false, input };
}
