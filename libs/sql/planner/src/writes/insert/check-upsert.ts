import type { Insert, UpdateExpr } from '@vt/sqlparser';
import type { ColumnVindex, Table } from '@vt/vschema';
import { refuse } from '../../refuse.ts';
import { sameName } from '../names.ts';
import { areKeysKnown, primaryKey } from './searched.ts';

/**
 * Whether ON DUPLICATE KEY UPDATE may change where a row is, or what its entries say: then its rows are followed one by one.
 * @throws VT12001 where that cannot be.
 */
export function changesVindexes(insert: Insert, table: Table): boolean {
  let changes = false;
  for (const [i, columnVindex] of table.columnVindexes.entries()) {
    if (table.pinned) continue;
    for (const update of insert.onDup) {
      if (!columnVindex.columns.some((column) => sameName(column, update.name.name))) continue;
      if (i === 0 && keepsValue(insert, update, columnVindex, table)) continue;
      if (i > 0 && !columnVindex.owned) refuse('DML cannot update vindex column');
      changes = true;
    }
  }
  const canFollow = areKeysKnown(table) && primaryKey(table).length > 0 && table.columnListAuthoritative;
  if (changes && !canFollow) refuse('DML cannot update vindex column');
  return changes;
}

/**
 * `id = values(id)`: the row gets the value by which it was sent here. Where entries of lookup vindexes say where the row was, rows that
 * are duplicates must have the same id.
 */
function keepsValue(insert: Insert, { name, expr }: UpdateExpr, { columns }: ColumnVindex, table: Table): boolean {
  const same =
    (expr.kind === 'ValuesFuncExpr' && sameName(expr.column.name, name.name)) ||
    (expr.kind === 'ColName' && sameName(expr.name, name.name) && expr.qualifier?.name === insert.rowAlias?.name);
  const keys = table.uniqueKeys;
  if (same && !table.columnVindexes.some(({ owned }) => owned)) return true;
  return same && (!keys || keys.every((key) => columns.every((c) => key.columns.some((k) => sameName(k, c)))));
}
