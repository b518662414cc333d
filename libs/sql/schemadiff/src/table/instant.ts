import type { AlterOption, AlterTable, ColumnDef, CreateTable, TableSpec } from '@vt/sqlparser';
import { findByName, sameName } from '../names.ts';
import { tableCharset, option as tableOption } from './charset.ts';
import { sameColumn } from './diff-columns.ts';
import { normalizeColumn } from './normalize-column.ts';

/** MySQL versions (major*10000 + minor*100 + patch) from which changes are done in the dictionary alone. */
const ADD_LAST = 80012;
const ADD_ANYWHERE = 80029;
const DROP = 80029;
const RENAME = 80028;
/** Columns of a table that still takes new ones instantly. */
const COLUMNS_MAX = 1022;

/** Can `alter` be done with ALGORITHM=INSTANT on the normalized table, by a server of this version? */
export function isInstant(table: CreateTable, alter: AlterTable, serverVersion: number): boolean {
  if (alter.partition !== null || alter.partitionSpec !== null || alter.options.length === 0) return false;
  const spec = table.spec!;
  if (tableOption(spec, 'row_format')?.word.toUpperCase() === 'COMPRESSED') return false;
  const added = alter.options.reduce(
    (sum, option) => sum + (option.kind === 'AddColumns' ? option.columns.length : 0),
    0,
  );
  if (added > 0 && spec.columns.length + added > COLUMNS_MAX) return false;
  return alter.options.every((option) => isInstantOption(spec, option, serverVersion));
}

function isInstantOption(spec: TableSpec, option: AlterOption, version: number): boolean {
  switch (option.kind) {
    case 'AddColumns':
      return option.columns.every((column) => isInstantAddition(spec, column, option, version));
    case 'AlterColumn':
      return version >= ADD_LAST;
    case 'ChangeColumn':
      if (!sameName(option.from, option.column.name)) return isPureRename(spec, option, version);
      return isInstantChange(spec, option.column, option, version);
    case 'DropColumn':
      return isInstantDrop(spec, option.name, version);
    case 'ModifyColumn':
      return isInstantChange(spec, option.column, option, version);
    case 'RenameColumn':
      return version >= RENAME;
    case 'AlterAlgorithm':
    case 'RenameTableTo':
      return true;
    default:
      return false;
  }
}

const hasFullText = (spec: TableSpec) => spec.indexes.some((index) => index.type === 'fulltext key');

type Place = { readonly first: boolean; readonly after: string };

function isInstantAddition(spec: TableSpec, column: ColumnDef, place: Place, version: number): boolean {
  if (column.storage === 'virtual') return true;
  if (hasFullText(spec) || column.storage === 'stored' || column.autoIncrement || column.key !== '') return false;
  if (column.default?.parens === true || version < ADD_LAST) return false;
  const last = !place.first && (place.after === '' || sameName(place.after, spec.columns.at(-1)!.name));
  return last || version >= ADD_ANYWHERE;
}

function isInstantDrop(spec: TableSpec, name: string, version: number): boolean {
  const column = findByName(spec.columns, name);
  if (column === undefined) return false;
  const indexed = spec.indexes.some((index) => index.columns.some((part) => sameName(part.column, name)));
  if (indexed) return false;
  return column.storage === 'virtual' || (version >= DROP && !hasFullText(spec));
}

function isPureRename(
  spec: TableSpec,
  change: { readonly from: string; readonly column: ColumnDef } & Place,
  version: number,
): boolean {
  const old = findByName(spec.columns, change.from);
  if (old === undefined || version < RENAME || change.first || change.after !== '') return false;
  const column = normalizeColumn(change.column, tableCharset(spec));
  return (
    column.visibility === change.column.visibility && sameColumn({ ...old, name: column.name }, spec, column, spec)
  );
}

/** A new default or visibility, or members appended to an ENUM or SET that take no more bytes. */
function isInstantChange(spec: TableSpec, changed: ColumnDef, place: Place, version: number): boolean {
  const old = findByName(spec.columns, changed.name);
  if (old === undefined || version < ADD_LAST || place.first || place.after !== '') return false;
  const column = normalizeColumn(changed, tableCharset(spec));
  const values = old.type.values;
  const appended = values.every((value, i) => column.type.values[i] === value);
  if (!appended || bytesOf(old) !== bytesOf(column)) return false;
  // A changed collation is no instant change of text, but members of an ENUM only refer to theirs.
  const enumLike = values.length > 0;
  const type = { ...column.type, values, ...(enumLike ? { charset: old.type.charset } : {}) };
  const collate = enumLike ? old.collate : column.collate;
  return sameColumn(old, spec, { ...column, type, collate, default: old.default, visibility: old.visibility }, spec);
}

/** Bytes that a value of an ENUM or SET takes; 0 for other types. */
function bytesOf({ type }: ColumnDef): number {
  if (type.name === 'enum') return type.values.length > 255 ? 2 : 1;
  if (type.name !== 'set') return 0;
  const bytes = Math.ceil(type.values.length / 8);
  return bytes > 4 ? 8 : bytes;
}
