import {
  type AliasedExpr,
  type Expr,
  type Node,
  type QueryStatement,
  type Select,
  type SelectExpr,
  visit,
} from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import type { Block, HorizonOp, Operator, OutputColumn } from '../operators/operator.ts';
import { dualRoute, isSingleShard } from '../operators/route.ts';
import { refuse } from '../refuse.ts';
import { simplify } from '../routing/simplify.ts';
import { columnName } from '../semantics/bind/empty-select.ts';
import { resolveAlias } from '../semantics/bind/select.ts';
import { aggregatesIn, contains, exprKey, hasSubquery, isWindow, splitAnd } from '../semantics/expressions.ts';
import { exactAverages } from './exact-averages.ts';
import { addFilter } from './filter.ts';
import { takeApart } from './from.ts';
import { havingAsWhere } from './having-as-where.ts';
import { pullOut, wrapPulledOut } from './pull-out.ts';
import { settleClauses } from './settle-clauses.ts';
import { adoptPlace } from './subquery.ts';
import { planUnion, planValues } from './union.ts';

/** Plans a bound query. */
export function planQuery(query: QueryStatement, ctx: PlanContext): Block {
  switch (query.kind) {
    case 'Select':
      return planSelectBlock(query, ctx);
    case 'Union':
      return planUnion(query, ctx);
    case 'ValuesStatement':
      return planValues(query, ctx);
    default:
      return refuse(`a ${query.kind} inside of a query over shards`);
  }
}

function planSelectBlock(written: Select, ctx: PlanContext): Block {
  const select = havingAsWhere(written, ctx);
  const input = planFromWhere(select, ctx);
  const settled = settleClauses(select, input, ctx);
  if (!(settled.input.kind === 'Route' && isSingleShard(settled.input))) {
    checkRepeatable(settled.select);
    checkAggregateOrder(settled.select);
    if (ctx.environment.onlyFullGroupBy) checkDistinctOrder(settled.select, ctx);
  }
  const exact = exactAverages(settled.select, settled.input, ctx);
  const columns = outputColumns(exact, ctx);
  const horizon: HorizonOp = { kind: 'Horizon', select: exact, columns, input: settled.input };
  return { op: wrapPulledOut(ctx.steps.applyRules(horizon, ctx), settled.pulled), columns };
}

/** Over shards clauses repeat the columns' expressions, which MySQL does not always find to be the same. */
function checkRepeatable({ columns, groupBy, having, orderBy, options }: Select): void {
  const items = columns.filter((item): item is AliasedExpr => item.kind === 'AliasedExpr');
  if (options.includes('distinct') && orderBy.length > 0 && items.some((item) => contains(item, isWindow)))
    refuse('a window function of DISTINCT rows in an order over shards');
  const groups = (groupBy?.exprs ?? []).map((expr) => resolveAlias(expr, columns));
  if (groups.some((expr) => contains(expr, isIntervalCall))) refuse('INTERVAL() in GROUP BY over shards');
  // Different values are groups to the shards.
  const clauses: readonly Node[] = [...items, ...orderBy, ...(having ? [having] : [])];
  if (clauses.some((clause) => contains(clause, (node) => isDistinct(node) && contains(node, isIntervalCall))))
    refuse('INTERVAL() among different values over shards');
}

const isIntervalCall = (node: Node): boolean => node.kind === 'FuncExpr' && /^interval$/i.test(node.name);
const isDistinct = (node: Node): boolean => node.kind === 'AggregateExpr' && node.distinct;

/** Rows that are no groups have no order by aggregates: MySQL says so, and MariaDB forgets them where the order does not matter. */
function checkAggregateOrder({ columns, groupBy, having, orderBy }: Select): void {
  if (groupBy || orderBy.length === 0) return;
  const items = columns.flatMap((item) => (item.kind === 'AliasedExpr' ? [item.expr] : []));
  if (aggregatesIn(having ? [...items, having] : items).length > 0) return;
  if (aggregatesIn(orderBy.map(({ expr }) => expr)).length > 0)
    refuse('an order by aggregates of rows that are no groups');
}

/** What DISTINCT rows are put in order by must be of them where groups must be whole: a mysqld says so. */
function checkDistinctOrder(select: Select, ctx: PlanContext): void {
  const { options, orderBy, columns } = select;
  if (!options.includes('distinct') || orderBy.length === 0) return;
  const items = (ctx.binder.expanded.get(select) ?? columns).filter((item) => item.kind === 'AliasedExpr');
  if (columns.some(({ kind }) => kind === 'StarExpr') && !ctx.binder.expanded.get(select)) return;
  const given = new Set(items.map(({ expr }) => exprKey(expr)));
  for (const { expr } of orderBy) {
    const key = resolveAlias(expr, columns);
    visit(key, (node) => {
      if (given.has(exprKey(node as Expr)) || node.kind === 'Subquery') return false;
      if (node.kind === 'ColName' || node.kind === 'CountStar')
        refuse('ORDER BY of what DISTINCT rows do not have, over shards');
      return undefined;
    });
  }
}

/** The block's columns; undefined where a `*` stands for columns that are not known. */
export function outputColumns(select: Select, ctx: PlanContext): readonly OutputColumn[] | undefined {
  const expanded: readonly SelectExpr[] | undefined = ctx.binder.expanded.has(select)
    ? ctx.binder.expanded.get(select)
    : select.columns;
  if (!expanded?.every((item): item is AliasedExpr => item.kind === 'AliasedExpr')) return undefined;
  return expanded.map((item) => ({
    expr: item.expr,
    name: item.as || item.expr.kind !== 'ColName' ? columnName(item) : '',
  }));
}

/** FROM and WHERE of a block. */
export function planFromWhere(select: Select, ctx: PlanContext): Operator {
  const where = splitAnd(select.where).map(simplify).flatMap(splitAnd);
  if (select.from.length === 0) return planDual(select, where, ctx);
  const parts = takeApart(select.from, where, ctx);
  const straight = parts.straight || select.options.includes('straight_join');
  const graph: Operator = {
    kind: 'QueryGraph',
    units: parts.units,
    predicates: [...parts.predicates, ...where],
    straight,
    select,
  };
  const op = ctx.steps.applyRules(graph, ctx);
  return op.kind === 'Route' && !op.closed ? { ...op, block: select } : op;
}

function planDual(select: Select, where: readonly Expr[], ctx: PlanContext): Operator {
  const nodes = [...where, ...select.columns, ...select.orderBy, ...(select.having ? [select.having] : [])];
  const route = nodes.some(hasSubquery) ? adoptPlace(dualRoute(ctx), nodes, ctx) : dualRoute(ctx);
  const op = addFilter(route ?? dualRoute(ctx), where, ctx);
  if (op.kind === 'Route') return { ...op, block: select };
  if (op.kind !== 'Filter') return op;
  const pulled = op.predicates.map((predicate) => pullOut(predicate, ctx));
  return wrapPulledOut(
    addFilter(
      op.input,
      pulled.flatMap(({ rest }) => rest),
      ctx,
    ),
    pulled.flatMap((one) => one.pulled),
  );
}
