import { VtError } from '@vt/base';
import { Type, type TypeName } from '@vt/sqltypes';
import { fromHex } from '../key-range/bytes.ts';
import type { ColumnDocument, ColumnVindexDocument, TableDocument } from './document.ts';
import type { Column, ColumnVindex, Table, TableType, VindexEntry } from './model.ts';

type Place = { readonly keyspace: string; readonly sharded: boolean };

/** A table without what needs other keyspaces: its sequence is resolved later. @throws VtError with Vitess's text. */
export function buildTable(
  name: string,
  document: TableDocument,
  place: Place,
  vindexes: ReadonlyMap<string, VindexEntry>,
): Table {
  const type = readType(name, document, place);
  const columnVindexes = (document.column_vindexes ?? []).map((entry, i) =>
    buildColumnVindex(name, entry, i, vindexes),
  );
  if (place.sharded && !document.pinned && type !== 'reference' && columnVindexes.length === 0) {
    throw fail(`missing primary col vindex for table: ${name}`);
  }
  return {
    keyspace: place.keyspace,
    sharded: place.sharded,
    name,
    type,
    columnVindexes,
    autoIncrement: undefined,
    columns: buildColumns(name, document.columns ?? []),
    uniqueKeys: undefined,
    columnListAuthoritative: document.column_list_authoritative ?? false,
    pinned: readPinned(document.pinned),
    source: undefined,
  };
}

function readType(name: string, document: TableDocument, place: Place): TableType {
  switch (document.type ?? '') {
    case '':
      return 'table';
    case 'reference':
      return 'reference';
    case 'sequence':
      if (place.sharded && !document.pinned) {
        throw fail(`sequence table has to be in an unsharded keyspace or must be pinned: ${name}`);
      }
      return 'sequence';
    default:
      throw fail(`unidentified table type ${document.type}`);
  }
}

function readPinned(pinned: string | undefined): Uint8Array | undefined {
  if (!pinned) return undefined;
  const keyspaceId = fromHex(pinned);
  if (!keyspaceId) throw fail(`could not decode the keyspace id for pin: ${pinned}`);
  return keyspaceId;
}

function buildColumns(table: string, documents: readonly ColumnDocument[]): Column[] {
  const seen = new Set<string>();
  return documents.map((document) => {
    const key = document.name.toLowerCase();
    if (seen.has(key)) throw fail(`duplicate column name '${document.name}' for table: ${table}`);
    seen.add(key);
    return {
      name: document.name,
      type: readColumnType(document.type),
      collation: document.collation_name || undefined,
      invisible: document.invisible ?? false,
      nullable: document.nullable ?? true,
      default: document.default || undefined,
    };
  });
}

function readColumnType(type: string | number | undefined): number {
  if (type === undefined) return Type.NULL_TYPE;
  if (typeof type === 'number') return type;
  const number = Type[type.toUpperCase() as TypeName];
  if (number === undefined) throw fail(`unknown column type '${type}'`);
  return number;
}

function buildColumnVindex(
  table: string,
  document: ColumnVindexDocument,
  position: number,
  vindexes: ReadonlyMap<string, VindexEntry>,
): ColumnVindex {
  const entry = vindexes.get(document.name);
  if (!entry) throw fail(`vindex ${document.name} not found for table ${table}`);
  const columns = readVindexColumns(table, document);
  const owned = entry.vindex.kind === 'lookup' && entry.owner === table;
  if (position === 0) {
    if (!entry.vindex.unique) throw fail(`primary vindex ${document.name} is not Unique for table ${table}`);
    if (owned) throw fail(`primary vindex ${document.name} cannot be owned for table ${table}`);
  } else if (entry.vindex.kind === 'multi') {
    throw fail(`multi-column vindex ${document.name} should be a primary vindex for table ${table}`);
  }
  return { columns, vindex: entry.vindex, owned };
}

function readVindexColumns(table: string, { column, columns, name }: ColumnVindexDocument): readonly string[] {
  if (column) {
    if (columns?.length) {
      throw fail(`can't use column and columns at the same time in vindex (${name}) and table (${table})`);
    }
    return [column];
  }
  if (!columns?.length) throw fail(`must specify at least one column for vindex (${name}) and table (${table})`);
  return columns;
}

function fail(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
