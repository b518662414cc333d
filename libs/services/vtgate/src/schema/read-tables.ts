import { isMariadbVersion } from '@vt/mysql';
import { quoteString } from '@vt/sqlparser';
import type { Row } from '@vt/sqltypes';
import {
  type Column,
  type ForeignKey,
  ownType,
  type TrackedTables,
  type UniqueKey,
  type ViewDefinition,
} from '@vt/vschema';
import { columnType } from './column-types.ts';

type MutableForeignKey = ForeignKey & { readonly columns: string[]; readonly parentColumns: string[] };

export function readForeignKeys(rows: readonly Row[]): Map<string, ForeignKey[]> {
  const byTable = new Map<string, MutableForeignKey[]>();
  for (const row of rows) {
    const [table = '', name = '', column = '', parent = '', parentColumn = '', onDelete = '', onUpdate = ''] =
      row.map(text);
    const list = byTable.get(table) ?? [];
    byTable.set(table, list);
    const last = list.at(-1);
    if (last?.name === name) {
      last.columns.push(column);
      last.parentColumns.push(parentColumn);
    } else list.push({ name, columns: [column], parent, parentColumns: [parentColumn], onDelete, onUpdate });
  }
  return byTable;
}

export function withForeignKeys(
  tables: TrackedTables,
  keys: ReadonlyMap<string, readonly ForeignKey[]>,
): TrackedTables {
  return new Map([...tables].map(([name, table]) => [name, { ...table, foreignKeys: keys.get(name) ?? [] }]));
}

export function readViews(rows: readonly Row[]): Map<string, ViewDefinition> {
  return new Map(
    rows.map((row) => {
      const [name = '', query = '', database = ''] = row.map(text);
      return [name, { query, database }];
    }),
  );
}

/** @param rows of each column: table, name, data type, type as text, collation, YES or NO (nullable), default, extra, the server's version. */
export function readTables(
  rows: readonly Row[],
  keys: ReadonlyMap<string, readonly UniqueKey[]>,
  views: ReadonlyMap<string, ViewDefinition>,
): TrackedTables {
  const tables = new Map<string, { columns: Column[]; uniqueKeys: readonly UniqueKey[]; view?: ViewDefinition }>();
  for (const row of rows) {
    const [
      table = '',
      name = '',
      dataType = '',
      columnText = '',
      collation = '',
      nullable,
      ,
      extra = '',
      version = '',
    ] = row.map(text);
    const entry = tables.get(table) ?? { columns: [], uniqueKeys: keys.get(table) ?? [], view: views.get(table) };
    entry.columns.push({
      name,
      type: columnType(dataType, columnText),
      collation: collation || undefined,
      ...ownOf(dataType),
      ...lengthOf(columnText),
      ...(/\bzerofill\b/i.test(columnText) && { zerofill: true }),
      invisible: /INVISIBLE/i.test(extra),
      nullable: nullable !== 'NO',
      default: defaultText(row[6] ?? null, extra, version),
      generated: /(?:VIRTUAL|STORED|PERSISTENT) GENERATED/i.test(extra),
      ...onUpdateOf(extra),
      autoIncrement: /auto_increment/i.test(extra),
    });
    tables.set(table, entry);
  }
  return tables;
}

function ownOf(dataType: string): Pick<Column, 'own'> {
  const own = ownType(dataType);
  return own ? { own } : {};
}

/** Of `varchar(10)`: of numbers it says nothing that counts. */
function lengthOf(columnText: string): { readonly lengthMax?: number } {
  const length = /^(?:var)?(?:char|binary)\((\d+)\)/i.exec(columnText)?.[1];
  return length === undefined ? {} : { lengthMax: Number(length) };
}

function onUpdateOf(extra: string): Pick<Column, 'onUpdate'> {
  const onUpdate = /\bon update (current_timestamp(?:\(\d*\))?)/i.exec(extra)?.[1];
  return onUpdate === undefined ? {} : { onUpdate };
}

/** MySQL writes a literal without its quotes and an expression as in a text of its own, MariaDB all as expressions. */
function defaultText(value: Uint8Array | null, extra: string, version: string): string | undefined {
  if (value === null) return undefined;
  const written = text(value);
  if (isMariadbVersion(version)) return written === 'NULL' ? undefined : written;
  return /DEFAULT_GENERATED/i.test(extra) ? written.replace(/\\(.)/gs, '$1') : quoteString(written);
}

/** @param rows of each column of unique keys: table, key, column. */
export function readKeys(rows: readonly Row[]): Map<string, UniqueKey[]> {
  const keys = new Map<string, UniqueKey[]>();
  const columns = new Map<string, string[]>();
  for (const row of rows) {
    const [table = '', name = '', column = ''] = row.map(text);
    const id = `${table}\n${name}`;
    const known = columns.get(id);
    if (known) {
      known.push(column);
      continue;
    }
    const list = [column];
    columns.set(id, list);
    const found = keys.get(table);
    if (found) found.push({ name, columns: list });
    else keys.set(table, [{ name, columns: list }]);
  }
  return keys;
}

function text(value: Uint8Array | null): string {
  return value === null ? '' : Buffer.from(value).toString();
}
