import type { AliasedExpr, Expr, Node, QueryStatement, Select } from '@vt/sqlparser';
import { isFloat, isIntegral, Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';
import { contains, isWindow } from './expressions.ts';
import { childrenOf } from './zerofill.ts';

/*
 * MySQL computes with more digits of an average than it shows, MariaDB of a quotient too, and only what is shown comes from one shard to
 * another. Here is decided where that makes a difference.
 */

/** What the place of a subquery makes of the digits of its value that are not shown. */
type Use = 'shown' | 'compared' | 'computed';

/** Who shows a value, and nothing else. */
const SHOWING = new Set(['AliasedExpr', 'GroupBy', 'Order', 'WindowSpec']);
/** MySQL's give a number with as many digits as their argument shows; MariaDB's have all of them. */
const KEEPING = new Set(['abs', 'coalesce', 'greatest', 'ifnull', 'least']);
/** They give an argument as it is. */
const CHOOSING = new Set(['if', 'nullif']);
const TEXTS = new Set(['concat', 'concat_ws']);
/** Go by the text. */
const TEXT_OPERATORS = new Set(['like', 'not like', 'regexp', 'not regexp', 'sounds like']);
/** MariaDB compares by what is shown, but not in BETWEEN and lists. */
const LISTS = new Set(['in', 'not in']);

/**
 * The query of a subquery in `root` as it is to be run apart: with all digits of its average where its value is compared.
 * @throws VT12001 where the digits that are not shown would make another difference.
 */
export function withHiddenDigits(root: Node, subquery: Node, query: QueryStatement, ctx: PlanContext): QueryStatement {
  const item = onlyColumn(query);
  if (!item || !hides(item.expr, ctx)) return query;
  const use = useOf(subquery, ancestorsOf(root, subquery) ?? [], ctx);
  if (use === 'shown') return query;
  const select = query as Select;
  if (use !== 'compared' || !isAverage(item.expr) || !isPlain(select)) return refuseComputed();
  const next: Select = { ...select, columns: [{ ...item, expr: allDigits(item.expr) }] };
  const expanded = ctx.binder.expanded;
  if (expanded.has(select)) expanded.set(next, next.columns);
  return next;
}

/** As `withHiddenDigits`, of a subquery that is run for each row. @throws VT12001 also where the value is compared. */
export function checkHiddenDigits(root: Node, subquery: Node, value: Expr | undefined, ctx: PlanContext): void {
  if (!value || !hides(value, ctx)) return;
  if (useOf(subquery, ancestorsOf(root, subquery) ?? [], ctx) !== 'shown') refuseComputed();
}

/** A list of averages is compared with all of their digits, or with those that are shown, as MySQL likes. @throws VT12001 */
export function checkListOfAverages(value: Expr | undefined, ctx: PlanContext): void {
  if (value && hides(value, ctx)) refuse('IN with averages or quotients over shards');
}

function refuseComputed(): never {
  return refuse("computing with a subquery's average or quotient over shards");
}

function onlyColumn(query: QueryStatement): AliasedExpr | undefined {
  if (query.kind !== 'Select' || query.columns.length !== 1) return undefined;
  const [item] = query.columns;
  return item?.kind === 'AliasedExpr' ? item : undefined;
}

function hides(value: Expr, ctx: PlanContext): boolean {
  const hidden = ctx.environment.flavor === 'mariadb' ? contains(value, hidesDigits) : givesAverage(value);
  return hidden && ctx.typeOf(value).type === Type.DECIMAL;
}

function hidesDigits(node: Node): boolean {
  return node.kind === 'BinaryExpr' ? node.operator === '/' : node.kind === 'AggregateExpr' && node.name === 'avg';
}

/** Whether it is an average, or chosen among some: what MySQL computes with one is rounded to what is shown. */
function givesAverage(value: Expr): boolean {
  if (value.kind === 'AggregateExpr') return value.name === 'avg';
  if (value.kind === 'FuncExpr') return CHOOSING.has(value.name.toLowerCase()) && value.args.some(givesAverage);
  if (value.kind !== 'CaseExpr') return false;
  return value.whens.some((when) => givesAverage(when.value)) || (value.else !== null && givesAverage(value.else));
}

function isAverage(value: Expr): boolean {
  return value.kind === 'AggregateExpr' && value.name === 'avg' && !isWindow(value);
}

/** Nothing that MySQL may keep an average in a table for. */
function isPlain({ groupBy, having, orderBy, limit, options }: Select): boolean {
  return !groupBy && !having && orderBy.length === 0 && !limit && options.length === 0;
}

function allDigits(expr: Expr): Expr {
  const type = { kind: 'ConvertType', name: 'decimal', length: '65', scale: '30', charset: '' } as const;
  return { kind: 'CastExpr', expr, type, array: false, timeZone: '' };
}

/** From the nearest to `root` itself; undefined where the node is not in it. */
function ancestorsOf(root: Node, node: Node): Node[] | undefined {
  if (root === node) return [];
  for (const child of childrenOf(root)) {
    const above = child.kind === 'Subquery' && child !== node ? undefined : ancestorsOf(child, node);
    if (above) return [...above, root];
  }
  return undefined;
}

function useOf(subquery: Node, ancestors: readonly Node[], ctx: PlanContext): Use {
  let child = subquery;
  for (const node of ancestors) {
    const use = useIn(node, child, ctx);
    if (use) return use;
    child = node;
  }
  return 'computed';
}

/** Undefined: as what is around `node` makes of it. */
function useIn(node: Node, child: Node, ctx: PlanContext): Use | undefined {
  if (SHOWING.has(node.kind)) return 'shown';
  const roundsArguments = ctx.environment.flavor !== 'mariadb';
  switch (node.kind) {
    case 'IsExpr':
      return node.test === 'null' || node.test === 'not null' ? 'shown' : 'computed';
    case 'ComparisonExpr':
      if (TEXT_OPERATORS.has(node.operator)) return 'shown';
      return roundsArguments || LISTS.has(node.operator) || isBesideReal(node, ctx) ? 'compared' : 'shown';
    case 'BetweenExpr':
      return 'compared';
    case 'ValTuple':
      return undefined;
    case 'UnaryExpr':
      if (node.operator !== '-') return 'computed';
      return roundsArguments ? 'shown' : undefined;
    case 'FuncExpr': {
      const name = node.name.toLowerCase();
      if (TEXTS.has(name)) return 'shown';
      if (!node.args.every((arg) => arg === child || isWhole(arg, ctx))) return 'computed';
      if (KEEPING.has(name)) return roundsArguments ? 'shown' : undefined;
      return name === 'if' && child !== node.args[0] ? undefined : 'computed';
    }
    default:
      return 'computed';
  }
}

/** Then all are compared as DOUBLEs, of which nothing is rounded. */
function isBesideReal(node: Node, ctx: PlanContext): boolean {
  return childrenOf(node).some((side) => isFloat(ctx.typeOf(side as Expr).type));
}

/** It has no digits behind the point: what is chosen beside it has no more than it shows. */
function isWhole(expr: Expr, ctx: PlanContext): boolean {
  if (expr.kind === 'NullVal') return true;
  return expr.kind === 'Literal' ? expr.type === 'Int' : isIntegral(ctx.typeOf(expr).type);
}
