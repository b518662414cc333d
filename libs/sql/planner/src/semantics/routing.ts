import type { VindexUse } from '@vt/plan';
import { isIntegral, isText, Type } from '@vt/sqltypes';
import type { Column, ColumnKind, StoredColumn, Table } from '@vt/vschema';

export function vindexUse(table: Table, name: string, columns: readonly string[]): VindexUse {
  const known = columns.map((column) => table.columns.find((one) => one.name.toLowerCase() === column.toLowerCase()));
  const kinds = new Set(known.map(columnKind));
  const [kind = 'unknown'] = kinds;
  const stores = known.map(storedColumn);
  return { keyspace: table.keyspace, name, column: kinds.size === 1 ? kind : 'unknown', stores };
}

/** What a column keeps of a value that is written; undefined: one that is not known. */
export function storedColumn(column: Column | undefined): StoredColumn {
  return {
    type: column?.type ?? Type.NULL_TYPE,
    lengthMax: column?.lengthMax,
    ...(column?.own && { own: column.own }),
  };
}

function columnKind(column: Column | undefined): ColumnKind {
  if (column?.own) return column.own;
  const type = column?.type ?? Type.NULL_TYPE;
  if (type === Type.NULL_TYPE) return 'unknown';
  if (isIntegral(type)) return 'integer';
  return isText(type) ? 'text' : 'other';
}
