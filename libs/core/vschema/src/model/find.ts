import { VtError } from '@vt/base';
import type { TabletTypeName } from '../destination/target.ts';
import type { KeyspaceSchema, MirrorRule, Table, VindexEntry, VSchema } from './model.ts';
import { plainTable } from './plain-table.ts';

/** @throws VT05003 for a keyspace that is not there, and the keyspace's own error for one that cannot be used. */
export function findKeyspace(vschema: VSchema, name: string): KeyspaceSchema {
  const keyspace = vschema.keyspaces.get(name);
  if (!keyspace) throw VtError.of('VT05003', name);
  if (keyspace.error) throw keyspace.error;
  return keyspace;
}

/**
 * The table of this name, without routing rules. Keyspace '' means: wherever its name is unique. An unsharded keyspace has any table
 * one asks for, since nobody needs to list its tables; its mysqld knows.
 * @throws VtError NOT_FOUND, or FAILED_PRECONDITION for an ambiguous name.
 */
export function findTable(vschema: VSchema, keyspaceName: string, name: string): Table {
  const table = keyspaceName === '' ? findGlobal(vschema, name) : findIn(findKeyspace(vschema, keyspaceName), name);
  if (!table) throw tableError(vschema, keyspaceName, name) ?? notFound(name);
  return table;
}

/** As `findTable`, with routing rules for the tablet type first. */
export function findRoutedTable(vschema: VSchema, keyspace: string, name: string, type: TabletTypeName): Table {
  return routed(vschema, keyspace, name, type) ?? findTable(vschema, routedKeyspace(vschema, keyspace, type), name);
}

/** A table, or a vindex that is read like one. */
export function findTableOrVindex(
  vschema: VSchema,
  keyspace: string,
  name: string,
  type: TabletTypeName,
): { readonly table: Table } | { readonly vindex: VindexEntry } {
  const rule = routed(vschema, keyspace, name, type);
  if (rule) return { table: rule };
  const target = routedKeyspace(vschema, keyspace, type);
  const table = target === '' ? findGlobal(vschema, name) : findIn(findKeyspace(vschema, target), name);
  if (table) return { table };
  const vindex = target === '' ? findGlobalVindex(vschema, name) : vschema.keyspaces.get(target)?.vindexes.get(name);
  if (vindex) return { vindex };
  throw tableError(vschema, target, name) ?? notFound(name);
}

function routed(vschema: VSchema, keyspace: string, name: string, type: TabletTypeName): Table | undefined {
  if (vschema.routingRules.size === 0) return undefined;
  const qualified = keyspace === '' ? name : `${keyspace}.${name}`;
  const rule = vschema.routingRules.get(`${qualified}${suffix(type)}`) ?? vschema.routingRules.get(qualified);
  if (!rule) return undefined;
  if ('error' in rule) throw rule.error;
  if ('disabled' in rule) throw precondition(`table ${name} has been disabled`);
  return rule.table;
}

/** How reads of a table, by its keyspace and name as routing rules have them, are mirrored. */
export function findMirrorRule(vschema: VSchema, table: string, type: TabletTypeName): MirrorRule | undefined {
  return vschema.mirrorRules.get(`${table}${suffix(type)}`) ?? vschema.mirrorRules.get(table);
}

function routedKeyspace(vschema: VSchema, keyspace: string, type: TabletTypeName): string {
  const rules = vschema.keyspaceRoutingRules;
  if (keyspace === '' || rules.size === 0) return keyspace;
  return rules.get(`${keyspace}${suffix(type)}`) ?? rules.get(keyspace) ?? keyspace;
}

function suffix(type: TabletTypeName): string {
  return type === 'REPLICA' ? '@replica' : type === 'RDONLY' ? '@rdonly' : '';
}

function findIn(keyspace: KeyspaceSchema, name: string): Table | undefined {
  const table = keyspace.tables.get(name);
  if (table || keyspace.sharded || keyspace.tableErrors.has(name)) return table;
  return plainTable(keyspace.name, name);
}

function findGlobal(vschema: VSchema, name: string): Table | undefined {
  const table = vschema.globalTables.get(name);
  if (table) return usable(vschema, table);
  if (vschema.globalTables.has(name)) throw precondition(`ambiguous table reference: ${name}`);
  const [only, ...others] = vschema.keyspaces.values();
  return only && others.length === 0 && !only.sharded ? findIn(only, name) : undefined;
}

function usable(vschema: VSchema, table: Table): Table {
  findKeyspace(vschema, table.keyspace);
  return table;
}

function findGlobalVindex(vschema: VSchema, name: string): VindexEntry | undefined {
  const entry = vschema.globalVindexes.get(name);
  if (!entry && vschema.globalVindexes.has(name)) throw precondition(`ambiguous vindex reference: ${name}`);
  return entry;
}

/** A table that is written down but cannot be used. */
function tableError(vschema: VSchema, keyspaceName: string, name: string): VtError | undefined {
  for (const keyspace of vschema.keyspaces.values()) {
    if (keyspaceName !== '' ? keyspace.name !== keyspaceName : keyspace.requireExplicitRouting) continue;
    const error = keyspace.tableErrors.get(name);
    if (error) {
      const message = `table ${name} not found: ${error.message}`;
      return new VtError({ code: 'FAILED_PRECONDITION', message, cause: error });
    }
  }
  return undefined;
}

function notFound(name: string): VtError {
  return new VtError({ code: 'NOT_FOUND', message: `table ${name} not found`, errno: 1146, state: '42S02' });
}

function precondition(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
