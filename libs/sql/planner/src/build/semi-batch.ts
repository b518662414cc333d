import { type AliasedExpr, type Expr, type QueryStatement, type Select, type TableExpr } from '@vt/sqlparser';
import type { PlanContext } from '../context.ts';
import { type Compared, comparedAs, countUses, equality, isInList } from '../operators/batched.ts';
import type { Block, Operator, SemiBatch } from '../operators/operator.ts';
import { conjunction, contains, hasSubquery, isAggregate, isWindow, splitAnd } from '../semantics/expressions.ts';

type Key = Compared & { readonly argument: string; readonly column: Expr };

/** The name of the list of an argument's values. */
export const listOf = (argument: string): string => `${argument}_list`;

/**
 * How a query that is asked for each row whether it has any can be asked for many of them at once: each argument is compared for equality with
 * a column, once, and used nowhere else.
 */
export function semiBatch(
  query: QueryStatement,
  vars: ReadonlyMap<string, Expr>,
  ctx: PlanContext,
): SemiBatch | undefined {
  if (query.kind !== 'Select' || vars.size === 0 || !isPlain(query)) return undefined;
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
  if (keys.length !== vars.size || !keys.every(({ argument }) => countUses(query, argument) === 1)) return undefined;
  const columns = keys.map(({ column }): AliasedExpr => ({ kind: 'AliasedExpr', expr: column, as: '', text: '' }));
  const planned = (where: readonly Expr[]): Block => {
    const distinct: Select = { ...query, options: ['distinct'], columns, where: conjunction(where), orderBy: [] };
    ctx.binder.expanded.set(distinct, columns);
    return ctx.steps.planQuery(distinct, ctx);
  };
  const batch = planned(terms.map((term) => lists.get(term) ?? term));
  const isWhole = query.locks.length === 0 && looksEverywhere(batch.op);
  return { query: batch, whole: isWhole ? planned(terms.filter((term) => !lists.has(term))) : undefined, keys };
}

/** Rows of tables, and conditions on them. */
function isPlain(query: Select): boolean {
  const { from, where, columns, groupBy, having, limit, qualify, into, windows, options } = query;
  if (groupBy || having || limit || qualify || into || query.with || windows.length > 0 || !from.every(isOfTables))
    return false;
  if (!options.every((option) => option === 'distinct') || (where && hasSubquery(where))) return false;
  return !columns.some((item) => contains(item, isAggregate) || contains(item, isWindow) || hasSubquery(item));
}

function isOfTables(expr: TableExpr): boolean {
  if (expr.kind === 'JoinTableExpr') return isOfTables(expr.left) && isOfTables(expr.right);
  return expr.kind === 'AliasedTableExpr' && expr.expr.kind === 'TableName';
}

/** Nothing tells the shards: each batch may look at all of their rows. */
function looksEverywhere(op: Operator): boolean {
  if (op.kind === 'Route') return ['Scatter', 'Unsharded', 'Reference'].includes(op.choice.routing.type);
  return op.kind === 'Distinct' && looksEverywhere(op.input);
}
