import type { ReplacedRows } from '@vt/plan';
import { print } from '@vt/sqlparser';
import type { Table, UniqueKey } from '@vt/vschema';
import { refuse } from '../../refuse.ts';
import { column, sameName, tableNameOf } from '../names.ts';
import { keyColumns } from './columns.ts';
import { isComputedKey } from './searched.ts';

/** Whether a REPLACE must look for the rows that it pushes out itself: their entries, or other shards, are touched. */
export function needsReplacing(table: Table): boolean {
  return table.columnVindexes.some(({ owned }) => owned) || keysOf(table).some((key) => !isOfOneShard(key, table));
}

/** Columns whose values find those rows. @throws VT12001 where the table's unique keys are not known, or have no values that a statement gives. */
export function keysOf(table: Table): readonly UniqueKey[] {
  const keys = table.uniqueKeys ?? refuse('REPLACE INTO with sharded keyspace');
  if (keys.some(({ columns }) => columns.includes('')))
    refuse('REPLACE INTO a table with a unique key over expressions');
  const computed = keys.filter((key) => isComputedKey(key, table));
  if (computed.some((key) => !isOfOneShard(key, table)))
    refuse('REPLACE INTO a table with a unique key over computed columns');
  return keys.filter((key) => !computed.includes(key));
}

export function replacedRows(table: Table, offsetOf: (column: string) => number): ReplacedRows {
  const places = table.columnVindexes.filter(({ owned }, i) => i === 0 || owned);
  const columns = [...places, ...keysOf(table)].flatMap((one) => one.columns).map((name) => print(column(name)));
  const name = print(tableNameOf(table));
  return {
    keys: keysOf(table)
      .filter((key) => !key.columns.some((each) => isNumbered(table, each)))
      .map((key) => keyColumns(key.columns, table, offsetOf)),
    select: `select ${columns.join(', ')} from ${name} where `,
    remove: `delete from ${name} where `,
  };
}

/** A duplicate is on the shard that the row goes to. */
function isOfOneShard(key: UniqueKey, { columnVindexes: [primary] }: Table): boolean {
  return primary?.columns.every((each) => key.columns.some((other) => sameName(other, each))) ?? false;
}

/** Its mysqld gives it a new value, which is no other row's. */
function isNumbered(table: Table, name: string): boolean {
  const found = table.columns.find((each) => sameName(each.name, name));
  return (found?.autoIncrement ?? false) && !(table.autoIncrement && sameName(table.autoIncrement.column, name));
}
