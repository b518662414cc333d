import type { AliasedExpr, Expr, QueryStatement, Select, TableExpr } from '@vt/sqlparser';
import { isFloat } from '@vt/sqltypes';
import type { PlanContext } from '../context.ts';
import { type Compared, comparedAs, countUses, equality, isInList } from '../operators/batched.ts';
import type { Block, Operator, SubqueryBatch } from '../operators/operator.ts';
import { conjunction, contains, hasSubquery, isAggregate, isWindow, splitAnd } from '../semantics/expressions.ts';

type Key = Compared & { readonly argument: string; readonly column: Expr };

/** The name of the list of an argument's values. */
export const listOf = (argument: string): string => `${argument}_list`;

/**
 * How a query that is asked for each row whether it has any can be asked for many of them at once: each argument is compared for equality with
 * a column, once, and used nowhere else.
 */
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

type Shape = Partial<Pick<Select, 'columns' | 'groupBy' | 'options'>>;

function batchOf(
  query: Select,
  vars: ReadonlyMap<string, Expr>,
  shape: (keys: readonly Expr[]) => Shape,
  ctx: PlanContext,
): SubqueryBatch | undefined {
  const terms = splitAnd(query.where);
  const keys: Key[] = [];
  const lists = new Map<Expr, Expr>();
  for (const term of terms) {
    const found = equality(term, vars);
    if (!found) continue;
    const compared = comparedAs(vars.get(found.name) as Expr, found.column, ctx);
    if (!compared) return undefined;
    keys.push({ argument: found.name, column: found.column, ...compared });
    lists.set(term, isInList(found.column, listOf(found.name)));
  }
  const isWhole = keys.length === vars.size && keys.every(({ argument }) => countUses(query, argument) === 1);
  if (vars.size === 0 || !isWhole) return undefined;
  const shaped = shape(keys.map(({ column }) => column));
  const planned = (where: readonly Expr[]): Block => {
    const next: Select = { ...query, ...shaped, where: conjunction(where), orderBy: [] };
    ctx.binder.expanded.set(next, shaped.columns as readonly AliasedExpr[]);
    return ctx.steps.planQuery(next, ctx);
  };
  const batch = planned(terms.map((term) => lists.get(term) ?? term));
  const mayBeWhole = query.locks.length === 0 && looksEverywhere(batch.op);
  return { query: batch, whole: mayBeWhole ? planned(terms.filter((term) => !lists.has(term))) : undefined, keys };
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
