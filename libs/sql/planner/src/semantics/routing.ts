import type { VindexUse } from '@vt/plan';
import { isIntegral, isText, Type } from '@vt/sqltypes';
import { type ColumnKind, type Table } from '@vt/vschema';

export function vindexUse(table: Table, name: string, columns: readonly string[]): VindexUse {
  const kinds = new Set(columns.map((column) => columnKind(table, column)));
  const [kind = 'unknown'] = kinds;
  return { keyspace: table.keyspace, name, column: kinds.size === 1 ? kind : 'unknown' };
}

function columnKind(table: Table, column: string): ColumnKind {
  const type = table.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase())?.type ?? Type.NULL_TYPE;
  if (type === Type.NULL_TYPE) return 'unknown';
  if (isIntegral(type)) return 'integer';
  return isText(type) ? 'text' : 'other';
}
