import type { PlanNode, SortKey } from '@vt/plan';
import {
  type ComparisonExpr,
  type Expr,
  type Node,
  print,
  type QueryStatement,
  type Select,
  type SelectExpr,
} from '@vt/sqlparser';
import { named, openSelect, selectItem } from '../build/close.ts';
import type { PlanContext } from '../context.ts';
import type { OutputColumn, RouteOp } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import { contains, definedIn, exprKey, hasSubquery, replace } from '../semantics/expressions.ts';
import { withoutVindexHints } from '../semantics/unqualify.ts';
import { Wants } from './wants.ts';
import { comparisonOf } from './weight.ts';

/** Each shard gets the values that are its own. */
function withList<N extends QueryStatement>(statement: N, list: ComparisonExpr | undefined): N {
  if (!list) return statement;
  return replace(statement, (node) =>
    node === list ? { ...list, right: { kind: 'ListArg', name: '__vals' } } : undefined,
  );
}

function routeNode(
  op: RouteOp,
  query: QueryStatement,
  orderBy: readonly SortKey[],
  extraColumns: number,
  ctx: PlanContext,
): PlanNode {
  const renamed = [...definedIn(query)].flatMap((alias) => {
    const source = ctx.binder.sources.get(alias);
    return source && source.name !== alias ? [[alias, source.name]] : [];
  });
  return {
    kind: 'Route',
    keyspace: op.keyspace || refuse('this statement without a keyspace'),
    routing: op.choice.routing,
    query: print(withoutVindexHints(withList(query, op.choice.list))),
    orderBy,
    extraColumns,
    ...(renamed.length > 0 && { tables: Object.fromEntries(renamed) }),
  };
}

/** A route that is a statement already. */
export function emitClosed(op: RouteOp, ctx: PlanContext): PlanNode {
  return routeNode(op, op.closed ?? refuse('an open route'), [], 0, ctx);
}

export function emitRoute(op: RouteOp, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  if (op.closed) return emitPicked(op, wants, ctx);
  const inner = new Wants(wants);
  const orderBy = op.merged
    ? op.select.orderBy.map(({ expr, direction }): SortKey => {
        const column = inner.offset(expr);
        const { weight, collation } = comparisonOf(expr, ctx);
        return { column, weight: weight && inner.offset(weight), collation, direction };
      })
    : [];
  const columns = inner.list.map((column) => namedItem(column));
  const select = withPositions(withWeighedGroups(openSelect(op), inner.list), inner.list, wants.length);
  return routeNode(op, { ...select, columns }, orderBy, inner.list.length - wants.length, ctx);
}

/** MySQL does not see that the sort key of an expression that is grouped by is the same in all of the group. */
function withWeighedGroups(select: Select, wants: readonly OutputColumn[]): Select {
  const { groupBy } = select;
  if (!groupBy) return select;
  const groups = new Set(groupBy.exprs.map(exprKey));
  const weights = wants.flatMap(({ expr }) =>
    expr.kind === 'WeightStringExpr' && expr.expr.kind !== 'ColName' && groups.has(exprKey(expr.expr)) ? [expr] : [],
  );
  return weights.length === 0 ? select : { ...select, groupBy: { ...groupBy, exprs: [...groupBy.exprs, ...weights] } };
}

/**
 * MySQL does not see that two comparisons of rows, two INTERVAL(n, …) or two subqueries are the same, and MariaDB takes -1 for a place: they are told by their columns' places.
 * @param own how many of the columns are not for merging only: those in an order make MySQL keep the rows in a temporary table if they have a subquery.
 */
function withPositions(select: Select, wants: readonly OutputColumn[], own: number): Select {
  const keys = wants.map(({ expr }, i) => (isToldByPlace(expr) || (i < own && hasSubquery(expr)) ? exprKey(expr) : ''));
  if (keys.every((key) => key === '')) return select;
  const place = (expr: Expr): Expr => {
    const at = keys.indexOf(exprKey(expr));
    return at < 0 ? expr : { kind: 'Literal', type: 'Int', value: String(at + 1) };
  };
  const { groupBy } = select;
  return {
    ...select,
    groupBy: groupBy && { ...groupBy, exprs: groupBy.exprs.map(place) },
    orderBy: select.orderBy.map((order) => ({ ...order, expr: place(order.expr) })),
  };
}

function isToldByPlace(expr: Expr): boolean {
  if (expr.kind === 'UnaryExpr' && expr.expr.kind === 'Literal') return true;
  return contains(expr, (node) => node.kind === 'ValTuple' || isIntervalFunction(node));
}

/** INTERVAL(n, …), whose arguments a mysqld keeps as a row. */
function isIntervalFunction(node: Node): boolean {
  return node.kind === 'FuncExpr' && node.name.toLowerCase() === 'interval';
}

function namedItem(column: OutputColumn): SelectExpr {
  const item = selectItem(column);
  return column.name === '' ? item : named(item);
}

/** Some columns of a whole statement. */
function emitPicked(op: RouteOp, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode {
  const outputs = op.outputs ?? refuse('columns that are not known');
  const keys = outputs.map(({ expr }) => exprKey(expr));
  const columns = wants.map(({ expr, name }) => ({ column: keys.indexOf(exprKey(expr)), name }));
  const route = emitClosed(op, ctx);
  const whole =
    columns.length === outputs.length &&
    columns.every(({ column, name }, i) => column === i && (name === '' || name === outputs[i]?.name));
  return whole ? route : { kind: 'SimpleProjection', columns, input: route };
}

/** `*` of a table whose columns are not known: what is needed for merging stands behind it. */
export function emitOpenStar(op: RouteOp, ctx: PlanContext): PlanNode {
  const items = op.block?.columns ?? refuse('* of tables whose columns are not known');
  const keys = op.merged ? op.select.orderBy.map((key) => ({ ...key, ...comparisonOf(key.expr, ctx) })) : [];
  const extra = keys.flatMap(({ expr, weight }) => (weight ? [expr, weight] : [expr]));
  let at = -extra.length;
  const orderBy = keys.map(({ weight, collation, direction }): SortKey => {
    const key = { column: at, weight: weight && at + 1, collation, direction };
    at += weight ? 2 : 1;
    return key;
  });
  const columns: SelectExpr[] = [
    ...items.map(named),
    ...extra.map((expr): SelectExpr => ({ kind: 'AliasedExpr', expr, as: '', text: '' })),
  ];
  return routeNode(op, { ...openSelect(op), columns }, orderBy, extra.length, ctx);
}
