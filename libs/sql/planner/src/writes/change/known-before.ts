import type { Delete, Update, UpdateExpr } from '@vt/sqlparser';
import type { ColumnVindex, Table } from '@vt/vschema';
import { isMadeAnew } from '../../semantics/read-again.ts';
import { contains, sameName } from '../names.ts';

/** Whether a query beforehand finds the rows that the change will find, and what vindexes will see of them. */
export function isKnownBefore(change: Update | Delete, table: Table, owned: readonly ColumnVindex[]): boolean {
  const { where, orderBy, limit } = change;
  // Of rows that no order tells apart both would take the first that they come across.
  if (limit && hasPrimaryKey(table)) return false;
  if ([...orderBy, ...(where ? [where] : [])].some(isMadeAnew)) return false;
  if (change.kind === 'Delete') return true;
  if (change.ignore || contains(change, ['AssignmentExpr'])) return false;
  // Of the rows that a row is joined with it takes the values of one.
  if (joinsTables(change) && hasPrimaryKey(table)) return false;
  return !change.exprs.some((update) => isOfVindexes(update, owned) && isMadeAnew(update.expr));
}

function isOfVindexes({ name }: UpdateExpr, vindexes: readonly ColumnVindex[]): boolean {
  return vindexes.some(({ columns }) => columns.some((one) => sameName(one, name.name)));
}

/** Whether its rows are those of a join. */
export const joinsTables = ({ tables: [first, ...more] }: Update | Delete): boolean =>
  first?.kind !== 'AliasedTableExpr' || more.length > 0;

export const hasPrimaryKey = ({ uniqueKeys }: Table): boolean =>
  uniqueKeys?.some(({ name }) => name === 'PRIMARY') ?? false;
