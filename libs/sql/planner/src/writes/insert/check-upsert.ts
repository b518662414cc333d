import type { Insert, UpdateExpr } from '@vt/sqlparser';
import type { ColumnVindex, Table } from '@vt/vschema';
import { refuse } from '../../refuse.ts';
import { sameName } from '../names.ts';

/** ON DUPLICATE KEY UPDATE may not change where a row is, or what its entries say. @throws VT12001. */
export function checkUpsert(insert: Insert, table: Table): void {
  for (const [i, columnVindex] of table.columnVindexes.entries()) {
    for (const update of insert.onDup) {
      const touched = columnVindex.columns.some((column) => sameName(column, update.name.name));
      if (touched && !(i === 0 && keepsValue(insert, update, columnVindex, table))) {
        refuse('DML cannot update vindex column');
      }
    }
  }
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
