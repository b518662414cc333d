import { VtError } from '@vt/base';
import type { KeyColumns } from '@vt/plan';
import type { Insert } from '@vt/sqlparser';
import type { Column, Table } from '@vt/vschema';
import { storedColumn } from '../../semantics/routing.ts';
import { sameName } from '../names.ts';

/** The columns that each row gives a value for, in order. @throws VT09004 where they are not known, 1054 and 1110 as `checkNamed` does. */
export function givenColumns(insert: Insert, table: Table): readonly string[] {
  if (insert.columns) {
    checkNamed(insert.columns, table);
    return insert.columns;
  }
  const { rows } = insert;
  if (rows.kind === 'Values' && rows.rows.every(({ exprs }) => exprs.length === 0)) return [];
  if (!table.columnListAuthoritative) throw VtError.of('VT09004');
  return table.columns.filter(({ invisible }) => !invisible).map(({ name }) => name);
}

/** What a mysqld says of the list before it asks for columns that are not in it. @throws 1054 for a column that is not there, 1110 for one that is named twice. */
function checkNamed(names: readonly string[], { columns, columnListAuthoritative }: Table): void {
  const unknown = names.find((name) => !columns.some((one) => sameName(one.name, name)));
  if (unknown !== undefined && columnListAuthoritative) {
    const message = `Unknown column '${unknown}' in 'field list'`;
    throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1054, state: '42S22', message });
  }
  const twice = names.find((name, i) => offsetOf(names, name) < i);
  if (twice === undefined) return;
  const message = `Column '${twice}' specified twice`;
  throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1110, state: '42000', message });
}

/** How a unique key's values are known of a new row. */
export function keyColumns(
  names: readonly string[],
  { columns }: Table,
  offsetOf: (column: string) => number,
): KeyColumns {
  const known = names.map((name) => columns.find((one) => sameName(one.name, name)));
  return { columns: names, offsets: names.map(offsetOf), stores: known.map(storedColumn), filled: known.map(isFilled) };
}

/** Whether a mysqld that takes NULL for the column puts another value there, which is none that it counts. */
export function isFilled(column: Column | undefined): boolean {
  return column !== undefined && !column.nullable && !column.autoIncrement;
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
