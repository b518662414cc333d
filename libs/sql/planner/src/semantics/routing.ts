import type { VindexUse } from '@vt/plan';
import { isIntegral, isText, Type } from '@vt/sqltypes';
import { type Column, type ColumnKind, type Table } from '@vt/vschema';

export function vindexUse(table: Table, name: string, columns: readonly string[]): VindexUse {
  const known = columns.map((column) => table.columns.find((one) => one.name.toLowerCase() === column.toLowerCase()));
  const kinds = new Set(known.map(columnKind));
  const [kind = 'unknown'] = kinds;
  const stores = known.map((column) => ({
    type: column?.type ?? Type.NULL_TYPE,
    lengthMax: column?.lengthMax,
    ...(column?.own && { own: column.own }),
  }));
  return { keyspace: table.keyspace, name, column: kinds.size === 1 ? kind : 'unknown', stores };
}

function columnKind(column: Column | undefined): ColumnKind {
  if (column?.own) return column.own;
  const type = column?.type ?? Type.NULL_TYPE;
  if (type === Type.NULL_TYPE) return 'unknown';
  if (isIntegral(type)) return 'integer';
  return isText(type) ? 'text' : 'other';
}
