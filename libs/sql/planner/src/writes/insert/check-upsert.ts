import type { Insert, UpdateExpr } from '@vt/sqlparser';
import type { ColumnVindex, Table, UniqueKey } from '@vt/vschema';
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
      if (isItself(insert, update, table)) continue;
      if (i === 0 && keepsValue(insert, update, columnVindex, table)) continue;
      if (i > 0 && !columnVindex.owned) {
        if (isChecked(insert, update, table)) continue;
        refuse('DML cannot update vindex column');
      }
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
function keepsValue(insert: Insert, update: UpdateExpr, { columns }: ColumnVindex, table: Table): boolean {
  if (!isInserted(insert, update)) return false;
  if (!table.columnVindexes.some(({ owned }) => owned)) return true;
  return !table.uniqueKeys || haveAll(table.uniqueKeys, columns);
}

/** Whether the row in the way has the value already: `id = id`, or `id = values(id)` of what all unique keys have. */
export function keepsColumn(insert: Insert, update: UpdateExpr, table: Table): boolean {
  if (isItself(insert, update, table)) return true;
  return isInserted(insert, update) && table.uniqueKeys !== undefined && haveAll(table.uniqueKeys, [update.name.name]);
}

/** A vindex that others keep: it knows the new row's value at the new row's place, and so at a duplicate's where that can only be the same. */
function isChecked(insert: Insert, update: UpdateExpr, table: Table): boolean {
  const {
    columnVindexes: [primary],
    uniqueKeys,
  } = table;
  if (!isInserted(insert, update) || !primary || !uniqueKeys || !haveAll(uniqueKeys, primary.columns)) return false;
  // The row's own place may not change beside it.
  return !insert.onDup.some(
    (other) =>
      primary.columns.some((one) => sameName(one, other.name.name)) &&
      !isInserted(insert, other) &&
      !isItself(insert, other, table),
  );
}

const haveAll = (keys: readonly UniqueKey[], columns: readonly string[]): boolean =>
  keys.every((key) => columns.every((column) => key.columns.some((one) => sameName(one, column))));

/** `c = values(c)`, or `c = new.c` by the row's alias. */
function isInserted({ rowAlias }: Insert, { name, expr }: UpdateExpr): boolean {
  if (expr.kind === 'ValuesFuncExpr') return sameName(expr.column.name, name.name);
  if (expr.kind !== 'ColName' || !rowAlias || rowAlias.columns.length > 0) return false;
  return sameName(expr.name, name.name) && expr.qualifier?.name === rowAlias.name;
}

/** `id = id`, which changes nothing, and `id = last_insert_id(id)`, which tells the row's own id. */
function isItself({ rowAlias }: Insert, { name, expr }: UpdateExpr, table: Table): boolean {
  const [argument, ...more] = expr.kind === 'FuncExpr' ? expr.args : [];
  const tells =
    expr.kind === 'FuncExpr' &&
    expr.qualifier === '' &&
    expr.name.toLowerCase() === 'last_insert_id' &&
    more.length === 0;
  const own = tells ? argument : expr;
  if (own?.kind !== 'ColName' || !sameName(own.name, name.name)) return false;
  return own.qualifier ? own.qualifier.name === table.name && rowAlias?.name !== table.name : !rowAlias;
}
