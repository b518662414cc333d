import type { Expr, Node, QueryStatement, Select, Subquery } from '@vt/sqlparser';
import { visit } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import { goTogether, sameVindexValue } from '../operators/merge.ts';
import type { RouteOp } from '../operators/operator.ts';
import { isSingleShard } from '../operators/route.ts';
import { uniqueVindexIsIn } from '../operators/unique-vindex.ts';
import { scatterChoice } from '../routing/choose.ts';
import { contains, hasSubquery, isAggregate, isWindow, sourcesOf } from '../semantics/expressions.ts';

/** The condition, if all its subqueries can be answered where the route's rows are; else undefined. */
export function mergeSubqueries<N extends Node>(route: RouteOp, node: N, ctx: PlanContext): N | undefined {
  const found: { readonly subquery: Subquery; readonly inColumn: Expr | undefined }[] = [];
  visit(node, (child) => {
    if (child.kind === 'ComparisonExpr' && child.right.kind === 'Subquery' && child.operator === 'in')
      found.push({ subquery: child.right, inColumn: child.left });
    if (child.kind === 'Subquery') {
      if (!found.some(({ subquery }) => subquery === child)) found.push({ subquery: child, inColumn: undefined });
      return false;
    }
    return undefined;
  });
  if (!found.every(({ subquery, inColumn }) => canMerge(route, subquery.select, inColumn, ctx))) return undefined;
  for (const { subquery } of found) ctx.merged.add(subquery);
  return node;
}

/**
 * `x in (select …)` where the values that the subquery gives are there only on the shards that it goes to, and rows that have them too: the
 * route, gone there. Undefined where that is not so, or the rows' own shards are fewer.
 */
export function followSubquery(route: RouteOp, term: Expr, ctx: PlanContext): RouteOp | undefined {
  if (term.kind !== 'ComparisonExpr' || term.operator !== 'in' || term.right.kind !== 'Subquery') return undefined;
  const { select } = term.right;
  if (select.kind !== 'Select' || route.choice.routing.type !== 'Scatter' || sourcesOf(term.right).size > 0)
    return undefined;
  const inner = ctx.placeOf(select);
  if (inner.kind !== 'Route' || inner.place !== 'sharded' || inner.choice.routing.type === 'Scatter') return undefined;
  const columns = ctx.binder.expanded.get(select) ?? select.columns;
  const [item] = columns;
  if (item?.kind !== 'AliasedExpr' || columns.length > 1 || select.having || select.columns.some(hasSubquery))
    return undefined;
  if (!isSingleShard(inner) && !isWholePerShard(inner, select, ctx)) return undefined;
  const column = extremeOf(item.expr);
  if (column.kind !== 'ColName' || route.keyspace !== inner.keyspace || route.place !== 'sharded') return undefined;
  const equal: Expr = {
    kind: 'ComparisonExpr',
    operator: '=',
    left: term.left,
    right: column,
    escape: null,
    modifier: '',
  };
  if (!sameVindexValue(route, { ...inner, matches: [] }, [equal], ctx)) return undefined;
  ctx.merged.add(term.right);
  return {
    ...route,
    tables: [...route.tables, ...inner.tables],
    conditions: [...route.conditions, ...inner.conditions],
  };
}

/** Whether what the shards give one by one is what they give together. */
function isWholePerShard(inner: RouteOp, { columns, groupBy, limit }: Select, ctx: PlanContext): boolean {
  if (limit) return false;
  if (groupBy) return uniqueVindexIsIn(inner, groupBy.exprs, ctx);
  return !columns.some((item) => contains(item, isAggregate) || contains(item, isWindow));
}

/** The greatest and the least of a column's values are values of it. */
function extremeOf(expr: Expr): Expr {
  const [arg] = expr.kind === 'AggregateExpr' && !expr.over && ['max', 'min'].includes(expr.name) ? expr.args : [];
  return arg ?? expr;
}

function canMerge(route: RouteOp, query: QueryStatement, inColumn: Expr | undefined, ctx: PlanContext): boolean {
  switch (query.kind) {
    case 'Union':
      return canMerge(route, query.left, undefined, ctx) && canMerge(route, query.right, undefined, ctx);
    case 'Select':
      return canMergeSelect(route, query, inColumn, ctx);
    case 'ValuesStatement':
      return true;
    default:
      return false;
  }
}

function canMergeSelect(route: RouteOp, select: Select, inColumn: Expr | undefined, ctx: PlanContext): boolean {
  const op = ctx.placeOf(select);
  if (op.kind !== 'Route') return false;
  const clauses: Node[] = [
    ...select.columns,
    ...select.orderBy,
    ...select.windows,
    ...(select.groupBy ? [select.groupBy] : []),
    ...(select.having ? [select.having] : []),
  ];
  if (!clauses.every((clause) => mergeSubqueries(op, clause, ctx))) return false;
  if (isWithin(route, op, ctx)) return true;
  return inColumn !== undefined && sameByIn(route, op, select, inColumn, ctx);
}

/** Whether each shard that the route goes to has all the rows that the inner one needs there. */
function isWithin(route: RouteOp, inner: RouteOp, ctx: PlanContext): boolean {
  if (inner.place === 'dual') return true;
  if (route.place === 'dual') return false;
  if (route.place === 'reference' && inner.place !== 'reference') return false;
  // A route without rows may still have one that its aggregates make, and the subquery's own rows are wherever they are.
  const outer = route.choice.routing.type === 'None' ? { ...route, choice: scatterChoice } : route;
  // What only an outer join's matches have in common says nothing of its other rows.
  return goTogether(outer, { ...inner, matches: [] }, 'inner', [], ctx);
}

/** `a.id in (select b.id …)`: rows of b that can be equal live where a's row does. */
function sameByIn(route: RouteOp, inner: RouteOp, select: Select, left: Expr, ctx: PlanContext): boolean {
  const [column] = select.columns;
  if (column?.kind !== 'AliasedExpr' || select.columns.length > 1 || select.limit || select.groupBy || select.having)
    return false;
  if (contains(column, isAggregate) || contains(column, isWindow)) return false;
  if (route.keyspace !== inner.keyspace || route.place !== 'sharded' || inner.place !== 'sharded') return false;
  const equal: Expr = { kind: 'ComparisonExpr', operator: '=', left, right: column.expr, escape: null, modifier: '' };
  return sameVindexValue(route, { ...inner, matches: [] }, [equal], ctx);
}

/** A query whose subqueries have tables, while it has none itself, goes where those are: the route, or undefined. */
export function adoptPlace(route: RouteOp, nodes: readonly Node[], ctx: PlanContext): RouteOp | undefined {
  let adopted = route;
  for (const node of nodes) {
    const subqueries: Subquery[] = [];
    visit(node, (child) => {
      if (child.kind !== 'Subquery') return undefined;
      subqueries.push(child);
      return false;
    });
    for (const { select } of subqueries) {
      const place = select.kind === 'Select' ? ctx.placeOf(select) : undefined;
      if (place?.kind !== 'Route' || place.place === 'dual') continue;
      if (!isSingleShard(place)) return undefined;
      if (adopted.place === 'dual' || (adopted.place === 'reference' && adopted.keyspace === place.keyspace)) {
        adopted = {
          ...adopted,
          place: place.place,
          keyspace: place.keyspace,
          tables: [...adopted.tables, ...place.tables],
          conditions: [...adopted.conditions, ...place.conditions],
          choice: place.choice,
        };
      }
    }
  }
  return adopted;
}
