import type { AliasedExpr, Expr, Node, QueryStatement, Select } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { refuse } from '../refuse.ts';
import { contains, isWindow } from './expressions.ts';
import { useOfDigits } from './use-of-digits.ts';

/*
 * MySQL computes with more digits of an average than it shows, MariaDB of a quotient too, and only what is shown comes from one shard to
 * another. Here is decided which values have such digits, and how they are asked for where these make a difference.
 */

/** They give an argument as it is. */
const CHOOSING = new Set(['if', 'nullif']);

/**
 * The query of a subquery in `root` as it is to be run apart: with all digits of its average where its value is compared.
 * @throws VT12001 where the digits that are not shown would make another difference.
 */
export function withHiddenDigits(root: Node, subquery: Node, query: QueryStatement, ctx: PlanContext): QueryStatement {
  const item = onlyColumn(query);
  if (!item || !hides(item.expr, ctx)) return query;
  const use = useOfDigits(root, subquery, ctx);
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
  if (useOfDigits(root, subquery, ctx) !== 'shown') refuseComputed();
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

/** Whether MariaDB computes with more digits of it than it shows. */
export function hidesDigits(node: Node): boolean {
  return node.kind === 'BinaryExpr' ? node.operator === '/' : node.kind === 'AggregateExpr' && node.name === 'avg';
}

/** Whether it is an average, or chosen among some: what MySQL computes with one is rounded to what is shown. */
export function givesAverage(value: Expr): boolean {
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

/** With more digits than any average or quotient has. */
export function allDigits(expr: Expr): Expr {
  const type = { kind: 'ConvertType', name: 'decimal', length: '65', scale: '30', charset: '' } as const;
  return { kind: 'CastExpr', expr, type, array: false, timeZone: '' };
}
