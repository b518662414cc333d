import { VtError } from '@vt/base';
import type { Insert } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import { sameName } from '../names.ts';

/** The columns that each row gives a value for, in order. @throws VT09004 where they are not known. */
export function givenColumns(insert: Insert, table: Table): readonly string[] {
  if (insert.columns) return insert.columns;
  const { rows } = insert;
  if (rows.kind === 'Values' && rows.rows.every(({ exprs }) => exprs.length === 0)) return [];
  if (!table.columnListAuthoritative) throw VtError.of('VT09004');
  return table.columns.filter(({ invisible }) => !invisible).map(({ name }) => name);
}

export function offsetOf(columns: readonly string[], name: string): number {
  return columns.findIndex((column) => sameName(column, name));
}

/** The given columns, and behind them those that the gate must have a value of. */
export function allColumns(given: readonly string[], needed: readonly string[]): string[] {
  const all = [...given];
  for (const name of needed) if (offsetOf(all, name) < 0) all.push(name);
  return all;
}
