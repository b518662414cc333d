import { toVtError, VtError } from '@vt/base';
import type { VindexRegistry } from '../vindex/registry.ts';
import { buildKeyspace, sorted } from './build-keyspace.ts';
import { buildMirrorRules } from './build-mirror-rules.ts';
import { referenceSources } from './build-references.ts';
import { buildRoutingRules } from './build-routing-rules.ts';
import type { AutoIncrementDocument, KeyspaceDocument, SrvVSchemaDocument } from './document.ts';
import { findTable } from './find.ts';
import type { AutoIncrement, KeyspaceSchema, Table, VindexEntry, VSchema } from './model.ts';
import { plainTable } from './plain-table.ts';
import { readName } from './table-name.ts';

/**
 * Columns, and tables that no document lists, as the tablets report them. Documents win where they say something.
 * By keyspace, then by table.
 */
export type TrackedSchema = ReadonlyMap<string, TrackedTables>;
export type TrackedTables = ReadonlyMap<string, TrackedTable>;
export type TrackedTable = Pick<Table, 'columns'> & Partial<Pick<Table, 'foreignKeys' | 'uniqueKeys' | 'view'>>;

/** The whole VSchema. Never throws: a keyspace that is wrong carries its error, and the others work. */
export function buildVSchema(
  document: SrvVSchemaDocument,
  registry: VindexRegistry,
  tracked: TrackedSchema = new Map(),
  loadedAggregates: ReadonlySet<string> = new Set(),
): VSchema {
  const documents = document.keyspaces ?? {};
  const keyspaces = new Map<string, KeyspaceSchema>();
  for (const [name, keyspace] of sorted(documents)) {
    const built = withReferences(buildKeyspace(name, keyspace, registry), documents);
    keyspaces.set(name, withTracked(built, tracked.get(name)));
  }
  const parts = {
    keyspaces,
    globalTables: globalTables(keyspaces, documents, tracked),
    globalVindexes: globalVindexes(keyspaces),
    shardRoutingRules: new Map(
      (document.shard_routing_rules?.rules ?? []).map((r) => [`${r.from_keyspace}.${r.shard}`, r.to_keyspace]),
    ),
    keyspaceRoutingRules: new Map(
      (document.keyspace_routing_rules?.rules ?? []).map((r) => [r.from_keyspace, r.to_keyspace]),
    ),
    loadedAggregates,
    document,
  };
  const vschema = withRules(parts);
  for (const [name, keyspace] of keyspaces) keyspaces.set(name, withSequences(keyspace, documents, vschema));
  // Rules too lead to the tables that have their sequences.
  return withRules({ ...parts, globalTables: globalTables(keyspaces, documents, tracked) });
}

function withRules(parts: Omit<VSchema, 'mirrorRules' | 'routingRules'>): VSchema {
  const routed = { ...parts, routingRules: buildRoutingRules(parts.document, parts) };
  return { ...routed, mirrorRules: buildMirrorRules(parts.document, routed) };
}

function withReferences(
  keyspace: KeyspaceSchema,
  documents: Readonly<Record<string, KeyspaceDocument>>,
): KeyspaceSchema {
  if (keyspace.error) return keyspace;
  try {
    const sources = referenceSources(keyspace, documents);
    if (sources.size === 0) return keyspace;
    return { ...keyspace, tables: mapTables(keyspace, (table) => ({ ...table, source: sources.get(table.name) })) };
  } catch (error) {
    return { ...keyspace, error: toVtError(error) };
  }
}

function withTracked(keyspace: KeyspaceSchema, tracked: TrackedTables | undefined): KeyspaceSchema {
  if (!tracked) return keyspace;
  const tables = mapTables(keyspace, (table) => {
    const found = tracked.get(table.name);
    if (!found) return table;
    const { columns, uniqueKeys, foreignKeys } = found;
    const keyed = { ...table, uniqueKeys, foreignKeys };
    return table.columnListAuthoritative ? keyed : { ...keyed, columns, columnListAuthoritative: true };
  });
  for (const [name, { columns, uniqueKeys, view }] of tracked) {
    if (tables.has(name) || (keyspace.sharded && !view)) continue;
    const plain = { ...plainTable(keyspace.name, name), columns, uniqueKeys, columnListAuthoritative: true };
    // The mysqld of an unsharded keyspace knows what its views are.
    tables.set(name, keyspace.sharded ? { ...plain, sharded: true, view } : plain);
  }
  return { ...keyspace, tables };
}

/** A table whose sequence cannot be found is not there: without it, it would get rows that have no key. */
function withSequences(
  keyspace: KeyspaceSchema,
  documents: Readonly<Record<string, KeyspaceDocument>>,
  vschema: VSchema,
): KeyspaceSchema {
  if (keyspace.error) return keyspace;
  const tables = new Map<string, Table>();
  const tableErrors = new Map<string, VtError>();
  for (const [name, table] of keyspace.tables) {
    const auto = documents[keyspace.name]?.tables?.[name]?.auto_increment;
    try {
      tables.set(name, auto ? { ...table, autoIncrement: resolveSequence(auto, vschema) } : table);
    } catch (thrown) {
      tableErrors.set(name, sequenceError(thrown));
    }
  }
  return { ...keyspace, tables, tableErrors };
}

function resolveSequence(auto: AutoIncrementDocument, vschema: VSchema): AutoIncrement {
  const name = readName(auto.sequence);
  if (!name) throw new VtError({ code: 'INVALID_ARGUMENT', message: `invalid table name: ${auto.sequence}` });
  const sequence = findTable(vschema, name.keyspace, name.name);
  return { column: auto.column, sequence: { keyspace: sequence.keyspace, name: sequence.name } };
}

function sequenceError(thrown: unknown): VtError {
  const { message } = toVtError(thrown);
  const text = message.startsWith('invalid') ? message : `cannot resolve sequence: ${message}`;
  return new VtError({ code: 'INVALID_ARGUMENT', message: text, cause: thrown });
}

function mapTables(keyspace: KeyspaceSchema, change: (table: Table) => Table): Map<string, Table> {
  return new Map([...keyspace.tables].map(([name, table]) => [name, change(table)]));
}

/**
 * Tables that can be named without their keyspace; undefined: several have the name, and nobody can tell which is meant. A table that is written down for a
 * keyspace and is not there yet, as before it is moved, does not hide the one that is; one that is written down is meant before one that only is there.
 */
function globalTables(
  keyspaces: ReadonlyMap<string, KeyspaceSchema>,
  documents: Readonly<Record<string, KeyspaceDocument>>,
  tracked: TrackedSchema,
): Map<string, Table | undefined> {
  const candidates = new Map<string, Table[]>();
  for (const keyspace of keyspaces.values()) {
    if (keyspace.requireExplicitRouting) continue;
    for (const [name, table] of keyspace.tables) {
      // A copy is known by the name of its source, where that one is to be found.
      if (table.source && keyspaces.get(table.source.keyspace)?.requireExplicitRouting) continue;
      const others = candidates.get(name);
      if (others) others.push(table);
      else candidates.set(name, [table]);
    }
  }
  const isListed = ({ keyspace, name }: Table): boolean => documents[keyspace]?.tables?.[name] !== undefined;
  return new Map([...candidates].map(([name, tables]) => [name, meant(tables, tracked, isListed)]));
}

function meant(
  tables: readonly Table[],
  tracked: TrackedSchema,
  isListed: (table: Table) => boolean,
): Table | undefined {
  if (tables.length === 1) return tables[0];
  const source = tables.reduce<Table | undefined>((a, b, i) => (i === 0 ? b : sourceOf(a, b)), undefined);
  if (source) return source;
  if (!tables.every(({ keyspace }) => tracked.has(keyspace))) return undefined;
  const there = tables.filter(({ keyspace, name }) => tracked.get(keyspace)?.has(name));
  if (there.length === 1) return there[0];
  const listed = there.filter(isListed);
  return listed.length === 1 ? listed[0] : undefined;
}

/** Of two tables of one name, the one that is the other's source; undefined: nobody can tell which is meant. */
function sourceOf(a: Table | undefined, b: Table): Table | undefined {
  if (!a) return undefined;
  const isSource = (source: Table, of: Table) =>
    of.source?.keyspace === source.keyspace && of.source.name === source.name;
  if (isSource(a, b)) return a;
  return isSource(b, a) ? b : undefined;
}

function globalVindexes(keyspaces: ReadonlyMap<string, KeyspaceSchema>): Map<string, VindexEntry | undefined> {
  const found = new Map<string, VindexEntry | undefined>();
  for (const keyspace of keyspaces.values()) {
    if (keyspace.requireExplicitRouting) continue;
    for (const [name, entry] of keyspace.vindexes) found.set(name, found.has(name) ? undefined : entry);
  }
  return found;
}
