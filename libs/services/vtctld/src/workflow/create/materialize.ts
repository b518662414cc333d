import { VtError } from '@vt/base';
import { type Message, toText } from '@vt/proto';
import type { Context, Handler } from '../../context.ts';
import { loadMigration, type Migration } from '../migration.ts';
import { literal, plain } from '../names.ts';
import { type Primary, primariesOf, serving } from '../shards.ts';
import { each, engine, type StreamRow } from '../tablet-calls.ts';
import { divisionOf, narrowed, type Rule, rangeFilter, sourceTable } from './filters.ts';
import { checkTablesAreEmpty } from './has-rows.ts';
import { onDdl, type VSchema, vschemaOf } from './move-tables.ts';
import { adaptedDdl, deployTables, parseCreate, schemaOf } from './schema.ts';
import { beginStreams, checkNameIsFree, checkPermissions, type NewStreams, settingsIn } from './streams.ts';
import { checkTimeZones } from './time-zones.ts';

type Settings = Message<'vtctldata.MaterializeSettings'>;
type TableSettings = Settings['table_settings'][number];

const types = {
  CUSTOM: 'Materialize',
  MOVETABLES: 'MoveTables',
  CREATELOOKUPINDEX: 'CreateLookupIndex',
  REFERENCE: 'Materialize',
} as const;

export const materializeCreate: Handler<'MaterializeCreate'> = async ({ settings }, context, signal) => {
  if (!settings) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'settings are needed' });
  await materialize(context, settings, signal);
  return {};
};

/**
 * Makes tables that follow queries over tables of another keyspace (or of the same).
 * @param prepare what has to be done between making the tables and filling them.
 */
export async function materialize(
  context: Context,
  settings: Settings,
  signal: AbortSignal,
  prepare?: () => Promise<void>,
): Promise<void> {
  const { source_keyspace, target_keyspace, source_shards, workflow } = settings;
  const tables = [...settings.table_settings, ...settings.reference_tables.map(asReference)];
  if (tables.length === 0) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'no tables to materialize' });
  checkSources(tables.map(({ source_expression: query }) => query));
  const { topo } = context;
  const lock = await topo.keyspaces.lock(target_keyspace, 'MaterializeCreate', { signal });
  try {
    // INVARIANT: under the lock. Who had it until now may have had other shards serve.
    const all = await primariesOf(topo, source_keyspace, signal, { shards: source_shards });
    const sources = source_shards.length > 0 ? all : serving(all);
    const targets = serving(await primariesOf(topo, target_keyspace, signal));
    await checkNameIsFree(context, targets.values(), target_keyspace, workflow, signal);
    await checkPermissions(context, targets.values(), signal);
    await checkTimeZones(context, targets.values(), settings.source_time_zone, settings.target_time_zone, signal);
    const filled = { keyspace: target_keyspace, tables: tables.map(({ target_table }) => target_table) };
    await checkTablesAreEmpty(context, targets.values(), filled, signal);
    await makeTables(context, sources, targets, tables, signal);
    await prepare?.();
    const vschema = await vschemaOf(topo, target_keyspace, signal);
    const streams = streamsOf(settings, tables, vschema, sources, targets);
    const beginning = { keyspace: target_keyspace, settings: settingsOf(settings), streams };
    await beginStreams(context, { ...beginning, sources: [], isStarted: true }, signal);
  } finally {
    await lock.unlock();
  }
}

/** A stream gives the rows of a table to one other. Throws INVALID_ARGUMENT where several want them. */
function checkSources(queries: readonly string[]): void {
  const names = queries.map(sourceTable);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `more than one target for source table ${twice}: make a workflow of its own for each`,
  });
}

const asReference = (name: string): TableSettings => ({
  target_table: name,
  source_expression: `select * from ${plain(name)}`,
  create_ddl: 'copy',
});

/** As `create_ddl` says: a copy of the source's table, with or without some of its constraints, or a statement of its own. */
async function makeTables(
  context: Context,
  sources: ReadonlyMap<string, Primary>,
  targets: ReadonlyMap<string, Primary>,
  tables: readonly TableSettings[],
  signal: AbortSignal,
): Promise<void> {
  const [first] = sources.values();
  const schemas = await schemaOf(context, first as Primary, signal);
  const [target] = targets.values();
  const present = await schemaOf(context, target as Primary, signal);
  const ddls = new Map<string, string>();
  for (const { target_table: name, source_expression: query, create_ddl: how } of tables) {
    if (how === '') {
      if (present.has(name)) continue;
      throw new VtError({
        code: 'FAILED_PRECONDITION',
        message: `target table ${name} does not exist and there is no create ddl defined`,
      });
    }
    if (!how.startsWith('copy')) {
      ddls.set(name, how);
      continue;
    }
    const schema = schemas.get(sourceTable(query))?.schema;
    if (schema === undefined) {
      throw new VtError({ code: 'INVALID_ARGUMENT', message: `source table ${sourceTable(query)} does not exist` });
    }
    const isBare = how !== 'copy';
    const ddl = adaptedDdl(schema, isBare ? { foreignKeys: 'drop' } : {});
    ddls.set(name, renamed(ddl, name));
  }
  await deployTables(context, targets.values(), ddls, signal);
}

/** A CREATE TABLE under another name. */
function renamed(ddl: string, name: string): string {
  const { table } = parseCreate(ddl);
  return table.name === name
    ? ddl
    : ddl.replace(/^(create table\s+)(`(?:[^`]|``)+`|\S+)/i, (_, head: string) => {
        return `${head}\`${name.replaceAll('`', '``')}\``;
      });
}

function settingsOf(settings: Settings) {
  const { cell, tablet_types } = settings;
  return {
    ...settingsIn({
      ...settings,
      cells: cell === '' ? [] : cell.split(','),
      tablet_types: readTypes(tablet_types),
    }),
    workflow_type: types[settings.materialization_intent as keyof typeof types] ?? 'Materialize',
    workflow_sub_type: settings.atomic_copy ? ('AtomicCopy' as const) : ('None' as const),
  };
}

const known = ['PRIMARY', 'REPLICA', 'RDONLY'] as const;

function readTypes(text: string): (typeof known)[number][] {
  const names = text
    .replace(/^in_order:/i, '')
    .split(',')
    .filter((name) => name !== '');
  return names.map((name) => {
    const found = known.find((type) => type === name.trim().toUpperCase());
    if (found) return found;
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `unknown tablet type ${name}` });
  });
}

function streamsOf(
  settings: Settings,
  tables: readonly TableSettings[],
  vschema: VSchema,
  sources: ReadonlyMap<string, Primary>,
  targets: ReadonlyMap<string, Primary>,
): NewStreams[] {
  const isReference = settings.materialization_intent === 'REFERENCE';
  return [...targets.values()].map((primary) => ({
    primary,
    sources: [...sources.values()].map((source) => ({
      keyspace: source.keyspace,
      shard: source.shard,
      filter: { rules: tables.map((table) => ruleOf(settings, table, vschema, primary, isReference)) },
      on_ddl: onDdl(settings.on_ddl),
      stop_after_copy: settings.stop_after_copy,
      external_cluster: settings.external_cluster,
      source_time_zone: settings.source_time_zone,
      target_time_zone: settings.target_time_zone,
    })),
  }));
}

function ruleOf(
  { target_keyspace: keyspace }: Pick<Settings, 'target_keyspace'>,
  { target_table: match, source_expression: query }: TableSettings,
  vschema: VSchema,
  primary: Primary,
  isReference: boolean,
): Rule {
  const division = isReference ? undefined : divisionOf(keyspace, vschema, match);
  return { match, filter: narrowed(query, keyspace, division, rangeFilter(primary)) };
}

/** More tables for a materialization that runs: its streams stop, get the rules, and copy what is new. */
export const workflowAddTables: Handler<'WorkflowAddTables'> = async (request, context, signal) => {
  const { workflow, keyspace, table_settings, materialization_intent } = request;
  const isReference = materialization_intent === 'REFERENCE';
  // Vitess's client names reference tables only.
  const tables = table_settings.map((table) =>
    isReference && table.source_expression === '' ? asReference(table.target_table) : table,
  );
  const migration = await loadMigration(context, keyspace, workflow, signal);
  if (migration.type !== 'Materialize') {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `tables can be added to Materialize workflows only, and ${workflow} is ${String(migration.type)}`,
    });
  }
  // Of what was interrupted some streams have the rule, and the others get it now.
  const taken = tables.find(({ target_table: name }) => migration.streams.every((stream) => hasRule(stream, name)));
  if (taken) {
    throw new VtError({
      code: 'ALREADY_EXISTS',
      message: `workflow ${workflow} has table ${taken.target_table} already`,
    });
  }
  const added = new Set(tables.map(({ target_table: name }) => name));
  const others = (migration.streams[0]?.bls?.filter?.rules ?? []).filter(({ match }) => !added.has(match));
  checkSources([...others.map(({ filter }) => filter), ...tables.map(({ source_expression: query }) => query)]);
  const targets = new Map([...migration.targets].map(([shard, { primary }]) => [shard, primary]));
  await makeTables(context, migration.sources, targets, tables, signal);
  const vschema = await vschemaOf(context.topo, keyspace, signal);
  await addRules(
    context,
    migration,
    (primary) => tables.map((table) => ruleOf({ target_keyspace: keyspace }, table, vschema, primary, isReference)),
    signal,
  );
  return {};
};

const hasRule = ({ bls }: StreamRow, table: string): boolean =>
  bls?.filter?.rules.some(({ match }) => match === table) ?? false;

async function addRules(
  context: Context,
  { targets }: Migration,
  rulesFor: (primary: Primary) => Rule[],
  signal: AbortSignal,
): Promise<void> {
  await each(targets.values(), async ({ primary, rows }) => {
    for (const stream of rows.streams) {
      const { id, bls } = stream;
      const added = rulesFor(primary).filter(({ match }) => !hasRule(stream, match ?? ''));
      if (!bls || added.length === 0) continue;
      const filter = { ...bls.filter, rules: [...(bls.filter?.rules ?? []), ...added] };
      const source = toText('binlogdata.BinlogSource', { ...bls, filter });
      const stop = `update _vt.vreplication set state = 'Stopped' where id in (${id})`;
      const set = `update _vt.vreplication set source = ${literal(source)} where id in (${id})`;
      await engine(context, primary.tablet, stop, signal);
      // INVARIANT: a rule comes behind the note that its table is to be copied: without it the stream would take the table for one that is whole.
      for (const { match } of added) {
        const copy = `insert into _vt.copy_state (vrepl_id, table_name) values (${id}, ${literal(match ?? '')})`;
        await engine(context, primary.tablet, copy, signal);
      }
      await engine(context, primary.tablet, set, signal);
      const start = `update _vt.vreplication set state = 'Copying' where id in (${id})`;
      await engine(context, primary.tablet, start, signal);
    }
  });
}
