import { typeName } from '@vt/sqltypes';
import type { ColumnDocument, KeyspaceDocument } from './document.ts';

/** A keyspace's document as JSON text that `parseKeyspaceDocument` reads back: fields in their order, without those that are empty. */
export function writeKeyspaceDocument(document: KeyspaceDocument): string {
  return JSON.stringify(compact(document), undefined, 2);
}

/** One column as the JSON form has it: types by name, nothing that is empty. */
export function writeColumn(column: ColumnDocument): object {
  const { type, ...rest } = column;
  const name = typeof type === 'number' ? typeName(type) : type;
  return compact(name === undefined ? rest : { ...rest, type: name }) as object;
}

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined && field !== null && field !== '' && field !== false && field !== 0)
      .map(([key, field]) => [key, compact(field)]),
  );
}
