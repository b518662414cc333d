import { VtError } from '@vt/base';
import type { AliasedExpr, Expr, QueryStatement, Select, TableExpr } from '@vt/sqlparser';
import { isFloat } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { batchedKeys, inList } from '../operators/batched.ts';
import type { Block, Operator, SubqueryBatch } from '../operators/operator.ts';
import { conjunction, contains, hasSubquery, isAggregate, isWindow, splitAnd } from '../semantics/expressions.ts';

/** A query of which each row around wants to know whether it has rows, for many of those at once: the values for which it has. */
export function existenceBatch(
  query: QueryStatement,
  vars: ReadonlyMap<string, Expr>,
  ctx: PlanContext,
): SubqueryBatch | undefined {
  if (query.kind !== 'Select' || !isPlain(query)) return undefined;
  const { columns, options } = query;
  if (!options.every((option) => option === 'distinct')) return undefined;
  if (columns.some((item) => contains(item, isAggregate) || contains(item, isWindow) || hasSubquery(item)))
    return undefined;
  return batchOf(query, vars, (keys) => ({ columns: keys.map(aliased), options: ['distinct'] }), ctx);
}

/** The same for a query that gives one value for each row: a column, or an aggregate, by which rows are then grouped by what finds them. */
export function valueBatch(
  query: QueryStatement,
  vars: ReadonlyMap<string, Expr>,
  ctx: PlanContext,
): SubqueryBatch | undefined {
  if (query.kind !== 'Select' || !isPlain(query) || query.options.length > 0) return undefined;
  const [item, ...others] = query.columns;
  if (item?.kind !== 'AliasedExpr' || others.length > 0) return undefined;
  const { expr } = item;
  const isGrouped = isAggregate(expr);
  const measured = expr.kind === 'AggregateExpr' ? expr.args : expr.kind === 'ColName' ? [expr] : [];
  if (isGrouped ? !isTold(expr) || measured.some(hasSubquery) : expr.kind !== 'ColName') return undefined;
  if (measured.some((one) => isFloat(ctx.typeOf(one).type))) return undefined;
  const groupBy = (exprs: readonly Expr[]) =>
    isGrouped ? ({ kind: 'GroupBy', exprs, withRollup: false } as const) : null;
  return batchOf(query, vars, (keys) => ({ columns: [...keys, expr].map(aliased), groupBy: groupBy(keys) }), ctx);
}

const AGGREGATES: ReadonlySet<string> = new Set(['count', 'max', 'min', 'sum']);

function isTold(expr: Expr): boolean {
  if (expr.kind === 'CountStar') return expr.over === null;
  if (expr.kind !== 'AggregateExpr') return false;
  return AGGREGATES.has(expr.name) && !expr.over && !expr.orderBy?.length && !expr.limit;
}

const aliased = (expr: Expr): AliasedExpr => ({ kind: 'AliasedExpr', expr, as: '', text: '' });

type Shape = { readonly columns: readonly AliasedExpr[] } & Partial<Pick<Select, 'groupBy' | 'options'>>;

function batchOf(
  query: Select,
  vars: ReadonlyMap<string, Expr>,
  shape: (keys: readonly Expr[]) => Shape,
  ctx: PlanContext,
): SubqueryBatch | undefined {
  const terms = splitAnd(query.where);
  const keys = batchedKeys(query, terms, vars, ctx);
  if (!keys) return undefined;
  const lists = new Map(keys.map((key) => [key.term, inList(key)]));
  const shaped = shape(keys.map(({ column }) => column));
  const planned = (where: readonly Expr[]): Block => {
    const next: Select = { ...query, ...shaped, where: conjunction(where), orderBy: [] };
    ctx.binder.expanded.set(next, shaped.columns);
    return ctx.steps.planQuery(next, ctx);
  };
  try {
    const batch = planned(terms.map((term) => lists.get(term) ?? term));
    const mayBeWhole = query.locks.length === 0 && looksEverywhere(batch.op);
    return { query: batch, whole: mayBeWhole ? planned(terms.filter((term) => !lists.has(term))) : undefined, keys };
  } catch (error) {
    // Row by row it may be possible all the same.
    if (error instanceof VtError && error.id === 'VT12001') return undefined;
    throw error;
  }
}

/** Rows of tables, and conditions on them. */
function isPlain({ from, where, groupBy, having, limit, qualify, into, windows, with: ctes }: Select): boolean {
  if (groupBy || having || limit || qualify || into || ctes || windows.length > 0) return false;
  return from.every(isOfTables) && !(where && hasSubquery(where));
}

function isOfTables(expr: TableExpr): boolean {
  if (expr.kind === 'JoinTableExpr') return isOfTables(expr.left) && isOfTables(expr.right);
  return expr.kind === 'AliasedTableExpr' && expr.expr.kind === 'TableName';
}

/** Nothing tells the shards: each batch may look at all of their rows. */
function looksEverywhere(op: Operator): boolean {
  if (op.kind === 'Route') return ['Scatter', 'Unsharded', 'Reference'].includes(op.choice.routing.type);
  return (op.kind === 'Distinct' || op.kind === 'Aggregate') && looksEverywhere(op.input);
}
