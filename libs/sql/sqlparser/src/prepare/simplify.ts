import { visit } from '../ast/walk.ts';
import type { ComparisonExpr, ComparisonOperator, Expr, Literal } from '../expr/nodes.ts';
import type { QueryStatement, Select } from '../query/nodes.ts';

const opposites: { readonly [O in ComparisonOperator]?: ComparisonOperator } = {
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '=': '!=',
  '>': '<=',
  '>=': '<',
  in: 'not in',
  like: 'not like',
  'not in': 'in',
  'not like': 'like',
  'not regexp': 'regexp',
  regexp: 'not regexp',
};

/** NOT of a comparison as the opposite comparison; undefined where there is none. */
export function negated(expr: Expr): ComparisonExpr | undefined {
  if (expr.kind !== 'ComparisonExpr' || expr.modifier !== '') return undefined;
  const operator = opposites[expr.operator];
  return operator === undefined ? undefined : { ...expr, operator };
}

const one: Literal = { kind: 'Literal', type: 'Int', value: '1' };

/** What EXISTS asks of a query is only whether it has a row: its columns and groups do not matter, where they make no rows. */
export function existenceOnly(select: QueryStatement): QueryStatement {
  if (select.kind !== 'Select' || !mayLoseColumns(select)) return select;
  return { ...select, columns: [{ kind: 'AliasedExpr', expr: one, as: '', text: '1' }], groupBy: null };
}

function mayLoseColumns({
  columns,
  groupBy,
  having,
  windows,
  qualify,
  limit,
  orderBy,
  options,
  from,
}: Select): boolean {
  if (having !== null || qualify !== null || windows.length > 0 || from.length === 0 || orderBy.length > 0)
    return false;
  // Without groups an aggregate makes a row of no rows.
  if (groupBy === null) return !columns.some(aggregates) && (limit === null || !options.includes('distinct'));
  return !groupBy.withRollup && limit === null;
}

/**
 * The expression that a query without a table is, where it means the same outside: nothing in it may be a column, which
 * could be an alias outside, or an aggregate.
 */
export function loneExpression(select: QueryStatement): Expr | undefined {
  if (select.kind !== 'Select' || !isLone(select)) return undefined;
  const [column] = select.columns;
  if (select.columns.length !== 1 || column?.kind !== 'AliasedExpr') return undefined;
  const { expr } = column;
  return aggregates(expr) || namesColumn(expr) ? undefined : expr;
}

function isLone(select: Select): boolean {
  const { from, where, groupBy, having, qualify, limit, into } = select;
  const parts = [where, groupBy, having, qualify, limit, into, select.with];
  const lists = [select.windows, select.orderBy, select.locks];
  return from.length === 0 && parts.every((p) => p === null) && lists.every((l) => l.length === 0);
}

const aggregateKinds: ReadonlySet<string> = new Set([
  'AggregateExpr',
  'CountStar',
  'GroupConcatExpr',
  'LoadedAggregateExpr',
  'WindowFuncExpr',
]);

/** Is there an aggregate of this level? */
function aggregates(root: Parameters<typeof visit>[0]): boolean {
  let found = false;
  visit(root, ({ kind }) => {
    found ||= aggregateKinds.has(kind);
    return !found && kind !== 'Subquery';
  });
  return found;
}

function namesColumn(root: Expr): boolean {
  let found = false;
  visit(root, ({ kind }) => {
    found ||= kind === 'ColName';
    return !found && kind !== 'Subquery';
  });
  return found;
}
