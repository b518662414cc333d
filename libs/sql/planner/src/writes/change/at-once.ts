import type { Expr, Update } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../../environment.ts';
import { splitAnd } from '../../semantics/expressions.ts';
import { contains, sameName } from '../names.ts';
import type { FromTable } from './target.ts';

/**
 * Whether an UPDATE assigns a row's values at once, all of the old row's, and not from left to right: MariaDB does where tables are joined, but
 * for a row that a key says.
 */
export function assignsAtOnce(change: Update, target: FromTable, environment: PlannerEnvironment): boolean {
  const [first, ...more] = change.tables;
  if (!environment.assignsAtOnce || (first?.kind === 'AliasedTableExpr' && more.length === 0)) return false;
  const known = splitAnd(change.where).flatMap((term) => nameOfConstant(term, target));
  const keys = target.table.uniqueKeys ?? [];
  return !keys.some(({ columns }) => columns.every((one) => known.some((name) => sameName(one, name))));
}

/** The column of the table that a condition says the value of; none. */
function nameOfConstant(term: Expr, { alias, table }: FromTable): string[] {
  if (term.kind !== 'ComparisonExpr' || term.operator !== '=') return [];
  const [name, value] = term.left.kind === 'ColName' ? [term.left, term.right] : [term.right, term.left];
  if (name.kind !== 'ColName' || contains(value, ['ColName', 'Subquery'])) return [];
  const isOwn = name.qualifier
    ? name.qualifier.name === alias
    : table.columns.some((one) => sameName(one.name, name.name));
  return isOwn ? [name.name] : [];
}
