import { toVtError } from '@vt/base';
import type { VindexRegistry } from '../vindex/registry.ts';
import { buildTable } from './build-table.ts';
import type { ForeignKeyMode, KeyspaceDocument } from './document.ts';
import type { KeyspaceSchema, Table, VindexEntry } from './model.ts';

const foreignKeyModes: readonly ForeignKeyMode[] = ['unspecified', 'disallow', 'unmanaged', 'managed'];

/** One keyspace by itself. What is wrong with it is in `error`; nothing is thrown, so that a bad document harms no other keyspace. */
export function buildKeyspace(name: string, document: KeyspaceDocument, registry: VindexRegistry): KeyspaceSchema {
  const place = { keyspace: name, sharded: document.sharded ?? false };
  const vindexes = new Map<string, VindexEntry>();
  const tables = new Map<string, Table>();
  const result = (error: KeyspaceSchema['error']): KeyspaceSchema => ({
    name,
    sharded: place.sharded,
    requireExplicitRouting: document.require_explicit_routing ?? false,
    foreignKeyMode: readForeignKeyMode(document.foreign_key_mode),
    tables,
    vindexes,
    error,
    tableErrors: new Map(),
  });
  try {
    for (const [vindexName, vindex] of sorted(document.vindexes)) {
      const created = registry.create(vindex.type, vindexName, vindex.params ?? {});
      vindexes.set(vindexName, { keyspace: name, vindex: created, owner: vindex.owner || undefined });
    }
    for (const [tableName, table] of sorted(document.tables)) {
      tables.set(tableName, buildTable(tableName, table, place, vindexes));
    }
    return result(undefined);
  } catch (error) {
    return result(toVtError(error));
  }
}

function readForeignKeyMode(mode: ForeignKeyMode | number | undefined): ForeignKeyMode {
  const named = typeof mode === 'number' ? foreignKeyModes[mode] : mode;
  return named === undefined || named === 'unspecified' ? 'unmanaged' : named;
}

export function sorted<T>(record: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
