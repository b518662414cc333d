import { VtError } from '@vt/base';
import { create, type Message } from '@vt/proto';
import { print } from '@vt/sqlparser';
import { rebuildSrvVSchema } from '@vt/topo';
import type { Context, Handler } from '../../context.ts';
import { FROZEN, findMigration, loadMigration } from '../migration.ts';
import { inDatabase, literal, plain, ticks } from '../names.ts';
import { type Primary, primariesOf, serving } from '../shards.ts';
import { copyingTables } from '../status.ts';
import { change, deleteStreams, each, engine, positionsOf, readWorkflows, updateStreams } from '../tablet-calls.ts';
import { materialize } from './materialize.ts';
import { type VSchema, vschemaOf } from './move-tables.ts';
import { parseCreate, schemaOf } from './schema.ts';

type Request = Message<'vtctldata.LookupVindexCreateRequest'>;

/** For tablets that answer. */
const UNDO_MS = 30_000;

/** A lookup vindex as its request describes it. */
type Lookup = {
  readonly name: string;
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  readonly owner: string;
  /** The table whose columns it maps. */
  readonly table: string;
  readonly columns: readonly string[];
  /** The lookup table: where, its name, its columns. */
  readonly keyspace: string;
  readonly lookupTable: string;
  readonly from: readonly string[];
  readonly to: string;
  /** How the lookup table is divided; undefined where nobody said. */
  readonly division: string | undefined;
};

const invalid = (message: string): VtError => new VtError({ code: 'INVALID_ARGUMENT', message });

export const lookupVindexCreate: Handler<'LookupVindexCreate'> = async (request, context, signal) => {
  const lookup = readLookup(request);
  const { keyspace } = request;
  const { topo } = context;
  const vschema = await vschemaOf(topo, keyspace, signal);
  if (!vschema.sharded) throw invalid(`keyspace ${keyspace} is not sharded, a lookup vindex is of no use there`);
  if (!vschema.tables[lookup.table]) throw invalid(`table ${lookup.table} not found in vschema for ${keyspace}`);
  const taken = vschema.vindexes[lookup.name];
  if (taken && taken.type !== lookup.type) throw invalid(`vindex ${lookup.name} already exists, and is another`);
  const [source] = serving(await primariesOf(topo, keyspace, signal)).values();
  const { types, nullable, ddl } = await lookupDdl(context, source as Primary, lookup, signal);
  const before: Before = { vschema, lookups: await vschemaOf(topo, lookup.keyspace, signal) };
  await addLookupTable(context, { ...lookup, division: lookup.division ?? divisionOf(types[0] ?? '') }, signal);
  let isWritten = false;
  // INVARIANT: written to from before the copy begins, since the streams take no entry away; not yet read, until everything older has been copied.
  const prepare = async (): Promise<void> => {
    isWritten = true;
    await topo.keyspaces.updateVSchema(keyspace, (record) => addVindex(record, lookup), { signal });
    await rebuildSrvVSchema(topo, { signal });
  };
  const settings = settingsOf(request, lookup, nullable, ddl);
  try {
    await materialize(context, settings, signal, prepare);
  } catch (error) {
    await takeBack(context, request, settings.workflow, lookup, before, isWritten);
    throw error;
  }
  return {};
};

/** The VSchemas of the table's and of the lookup table's keyspace. */
type Before = { readonly vschema: VSchema; readonly lookups: VSchema };

/**
 * Of a vindex that could not be made none is left: without streams nobody would fill it, and what owners wrote to it meanwhile would keep the next attempt from
 * it. `isWritten`: the lookup table was empty when owners began to write there. One that has streams is left to who cancels it.
 */
async function takeBack(
  context: Context,
  { keyspace }: Request,
  workflow: string,
  { name, table, keyspace: place, lookupTable }: Lookup,
  { vschema, lookups }: Before,
  isWritten: boolean,
): Promise<void> {
  const signal = AbortSignal.timeout(UNDO_MS);
  const { topo } = context;
  try {
    const primaries = await primariesOf(topo, place, signal, { lenient: true });
    if ((await readWorkflows(context, primaries.values(), workflow, signal)).length > 0) return;
    const forget = (record: VSchema): void => {
      const known = vschema.vindexes[name];
      if (known) record.vindexes[name] = known;
      else delete record.vindexes[name];
      const entry = record.tables[table];
      const isUsed = vschema.tables[table]?.column_vindexes.some((one) => one.name === name) ?? false;
      if (entry && !isUsed) entry.column_vindexes = entry.column_vindexes.filter((one) => one.name !== name);
    };
    await topo.keyspaces.updateVSchema(keyspace, forget, { signal });
    await rebuildSrvVSchema(topo, { signal });
    // The table itself stays for gates that have not heard of it yet.
    if (isWritten && !vschema.vindexes[name])
      await each(primaries.values(), (primary) =>
        change(context, primary, `delete from ${inDatabase(primary.database, lookupTable)}`, signal),
      );
    const forgetTable = (record: VSchema): void => {
      if (!lookups.tables[lookupTable]) delete record.tables[lookupTable];
    };
    await topo.keyspaces.updateVSchema(place, forgetTable, { signal });
    await rebuildSrvVSchema(topo, { signal });
  } catch (error) {
    context.log.warn({ vindex: name, err: error }, 'a lookup vindex that could not be made has left something behind');
  }
}

function readLookup({ vindex: spec }: Request): Lookup {
  const [vindex, ...more] = Object.entries(spec?.vindexes ?? {});
  if (!vindex || more.length > 0) throw invalid('only one vindex must be specified');
  const [name, { type, params, owner }] = vindex;
  if (!type.includes('lookup')) throw invalid(`vindex ${name} is not a lookup type`);
  const [keyspace = '', lookupTable = '', extra] = (params['table'] ?? '').replaceAll('`', '').split('.');
  if (lookupTable === '' || extra !== undefined) {
    throw invalid(`vindex table name (${params['table'] ?? ''}) must be in the form <keyspace>.<table>`);
  }
  const from = (params['from'] ?? '').split(',').map((column) => column.trim());
  const to = params['to'] ?? '';
  if (from[0] === '' || to === '') throw invalid(`vindex ${name} needs the params from and to`);
  const tables = Object.entries(spec?.tables ?? {});
  const own = tables.find(([table]) => table === owner) ?? tables.find(([table]) => table !== lookupTable);
  if (!own) throw invalid('exactly one table must be specified');
  const [first] = own[1].column_vindexes;
  const columns = first ? (first.columns.length > 0 ? first.columns : [first.column]) : [];
  if (columns.length !== from.length) {
    throw invalid(`length of table columns (${columns.length}) differs from length of vindex columns (${from.length})`);
  }
  const lookupEntry = tables.find(([table]) => table === lookupTable)?.[1];
  const divisionName = lookupEntry?.column_vindexes[0]?.name;
  return {
    name,
    type,
    params,
    owner,
    table: own[0],
    columns,
    keyspace,
    lookupTable,
    from,
    to,
    // Vitess's client leaves the name empty where nobody gave one.
    division: divisionName === '' ? undefined : divisionName,
  };
}

/** Texts that a collation takes for the same must have one keyspace id. */
function divisionOf(type: string): string {
  return /^(tiny|medium|long)?text|^(national )?(var)?char/i.test(type) ? 'unicode_loose_xxhash' : 'xxhash';
}

/** The lookup table's place in its keyspace's VSchema: divided by its first column. */
async function addLookupTable(
  { topo }: Context,
  lookup: Lookup & { readonly division: string },
  signal: AbortSignal,
): Promise<void> {
  const { keyspace, lookupTable, from } = lookup;
  await topo.keyspaces.updateVSchema(
    keyspace,
    (record) => {
      if (record.tables[lookupTable]) return;
      const table = create('vschema.Table', {});
      record.tables[lookupTable] = table;
      if (!record.sharded) return;
      const type = lookup.division;
      const known = Object.entries(record.vindexes).find(([name, v]) => name === type || v.type === type);
      const name = known?.[0] ?? type;
      record.vindexes[name] ??= create('vschema.Vindex', { type });
      table.column_vindexes = [create('vschema.ColumnVindex', { columns: [from[0] as string], name })];
    },
    { signal },
  );
  await rebuildSrvVSchema(topo, { signal });
}

/** Columns of the same types as those that are looked up. */
async function lookupDdl(
  context: Context,
  source: Primary,
  { table, columns, from, to, lookupTable, type }: Lookup,
  signal: AbortSignal,
): Promise<{ readonly types: readonly string[]; readonly nullable: readonly string[]; readonly ddl: string }> {
  const schema = (await schemaOf(context, source, signal)).get(table)?.schema;
  if (schema === undefined) throw invalid(`table ${table} does not exist in keyspace ${source.keyspace}`);
  const defined = parseCreate(schema).spec?.columns ?? [];
  const types: string[] = [];
  const nullable: string[] = [];
  const lines = columns.map((column, i) => {
    const found = defined.find(({ name }) => name.toLowerCase() === column.toLowerCase());
    if (!found) throw invalid(`column ${column} not found in table ${table}`);
    const collate = found.collate === '' ? '' : ` collate ${found.collate}`;
    types.push(print(found.type));
    if (found.nullable !== false) nullable.push(column);
    return `  ${ticks(from[i] as string)} ${types.at(-1)}${collate} not null`;
  });
  const isUnique = type.includes('unique');
  const key = [...from, ...(isUnique ? [] : [to])].map(ticks).join(', ');
  const ddl = `create table ${ticks(lookupTable)} (\n${lines.join(',\n')},\n  ${ticks(to)} varbinary(128),\n  primary key (${key})\n)`;
  return { types, nullable, ddl };
}

/** INVARIANT: rows with NULL have no entry. In the lookup table it would become '' or 0, and take the place of a row that has this value. */
function settingsOf(
  request: Request,
  lookup: Lookup,
  nullable: readonly string[],
  ddl: string,
): Message<'vtctldata.MaterializeSettings'> {
  const { from, columns, to, table, params, owner, lookupTable } = lookup;
  const selected = from.map((column, i) => `${plain(columns[i] as string)} as ${plain(column)}`).join(', ');
  const looked = params['ignore_nulls'] === 'true' ? columns : nullable;
  const where =
    looked.length > 0 ? ` where ${looked.map((column) => `${plain(column)} is not null`).join(' and ')}` : '';
  const groups = [...from, to].map(plain).join(', ');
  const source_expression = `select ${selected}, keyspace_id() as ${plain(to)} from ${plain(table)}${where} group by ${groups}`;
  const types = request.tablet_types.join(',').toLowerCase();
  return create('vtctldata.MaterializeSettings', {
    workflow: request.workflow || `${lookup.name}_vdx`,
    source_keyspace: request.keyspace,
    target_keyspace: lookup.keyspace,
    materialization_intent: 'CREATELOOKUPINDEX',
    stop_after_copy: owner !== '' && !request.continue_after_copy_with_owner,
    cell: request.cells.join(','),
    tablet_types: types,
    tablet_selection_preference: request.tablet_selection_preference,
    table_settings: [{ target_table: lookupTable, source_expression, create_ddl: ddl }],
    workflow_options: { lookup_vindexes: [lookup.name] },
  });
}

function addVindex(record: VSchema, { name, type, params, owner, table, columns }: Lookup): void {
  record.vindexes[name] = create('vschema.Vindex', { type, params: { ...params, write_only: 'true' }, owner });
  const entry = record.tables[table];
  if (!entry || entry.column_vindexes.some((known) => known.name === name)) return;
  entry.column_vindexes.push(create('vschema.ColumnVindex', { name, columns: [...columns] }));
}

async function setWriteOnly(
  { topo }: Context,
  keyspace: string,
  name: string,
  isOn: boolean,
  signal: AbortSignal,
): Promise<void> {
  await topo.keyspaces.updateVSchema(
    keyspace,
    (record) => {
      const vindex = record.vindexes[name];
      if (!vindex) throw new VtError({ code: 'NOT_FOUND', message: `vindex ${keyspace}.${name} not found in vschema` });
      const { write_only: _, ...others } = vindex.params;
      vindex.params = isOn ? { ...others, write_only: 'true' } : others;
    },
    { signal },
  );
  await rebuildSrvVSchema(topo, { signal });
}

async function vindexOf({ topo }: Context, keyspace: string, name: string, signal: AbortSignal) {
  const vindex = (await vschemaOf(topo, keyspace, signal)).vindexes[name];
  if (vindex) return vindex;
  throw new VtError({ code: 'NOT_FOUND', message: `vindex ${keyspace}.${name} not found in vschema` });
}

/** Everything is copied: the vindex may be used for reads. Its owner's writes keep it filled from now on, so the streams of an owned one end. */
export const lookupVindexExternalize: Handler<'LookupVindexExternalize'> = async (request, context, signal) => {
  const { keyspace, name, table_keyspace, delete_workflow } = request;
  const vindex = await vindexOf(context, keyspace, name, signal);
  const workflow = await anyOf(context, table_keyspace, name, signal);
  for (const { state, message, pos } of workflow.streams) {
    const isCopied = message === 'Stopped after copy.' || message === FROZEN || state === 'Running';
    if (isCopied && pos !== '') continue;
    throw notFilled(name, `a stream is ${String(state)} ${message}`);
  }
  // One that was started again in the middle of its copy says that it runs until it has found a source.
  const [table] = await copyingTables(context, workflow, signal);
  if (table !== undefined) throw notFilled(name, `table ${table} is being copied`);
  const isOwned = vindex.owner !== '';
  await setWriteOnly(context, keyspace, name, false, signal);
  if (!isOwned) return {};
  const primaries = [...workflow.targets.values()].map(({ primary }) => primary);
  if (delete_workflow) {
    await each(primaries, (primary) => deleteStreams(context, primary, workflow.workflow, signal));
    return { workflow_deleted: true };
  }
  await each(primaries, (primary) =>
    updateStreams(context, primary, workflow.workflow, `state = 'Stopped', message = '${FROZEN}'`, signal),
  );
  return { workflow_stopped: true };
};

const notFilled = (name: string, why: string): VtError =>
  new VtError({ code: 'FAILED_PRECONDITION', message: `backfill of ${name} is not complete: ${why}` });

const workflowName = (vindex: string): string => `${vindex}_vdx`;

/**
 * Takes the vindex back from reads, and has its streams go on.
 * INVARIANT: from now, and not from where they stopped: what was written meanwhile wrote its entries itself, and streams, which add entries and take
 * none away, would add those again that have gone since.
 */
export const lookupVindexInternalize: Handler<'LookupVindexInternalize'> = async (request, context, signal) => {
  const { keyspace, name, table_keyspace } = request;
  await vindexOf(context, keyspace, name, signal);
  const { targets, sources } = await anyOf(context, table_keyspace, name, signal);
  await setWriteOnly(context, keyspace, name, true, signal);
  const positions = await positionsOf(context, sources, signal);
  await each(targets.values(), ({ primary, rows }) =>
    each(
      // Those of shards that are gone rest: what is written in their place writes its entries itself.
      rows.streams.filter(({ message, bls }) => message === FROZEN && positions.has(bls?.shard ?? '')),
      async ({ id, bls }) => {
        const sets = `state = 'Running', message = '', pos = ${literal(positions.get(bls?.shard ?? '') ?? '')}`;
        await engine(context, primary.tablet, `update _vt.vreplication set ${sets} where id in (${id})`, signal);
      },
    ),
  );
  return {};
};

/** Removes the streams of a vindex that is in use. */
export const lookupVindexComplete: Handler<'LookupVindexComplete'> = async (request, context, signal) => {
  const { keyspace, name, table_keyspace } = request;
  const vindex = await vindexOf(context, keyspace, name, signal);
  if (vindex.params['write_only'] === 'true') {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `vindex ${keyspace}.${name} has not been externalized yet`,
    });
  }
  const workflow = await anyOf(context, table_keyspace, name, signal);
  await each(workflow.targets.values(), ({ primary }) => deleteStreams(context, primary, workflow.workflow, signal));
  return {};
};

/** A vindex's workflow is named after it; by whoever made it, with or without an ending. */
async function anyOf(context: Context, keyspace: string, name: string, signal: AbortSignal) {
  const found = await findMigration(context, keyspace, workflowName(name), signal);
  return found ?? loadMigration(context, keyspace, name, signal);
}
