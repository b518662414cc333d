import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { orAbsent, type TopoServer } from '@vt/topo';
import type { Context, Handler } from '../../context.ts';
import { setDenied } from '../denied-tables.ts';
import { literal } from '../names.ts';
import { editRules, publish, routeToSource } from '../routing.ts';
import { covered, type Primary, primariesOf, serving } from '../shards.ts';
import { statusOf } from '../status.ts';
import { autoIncrements } from './auto-increment.ts';
import { externalTopo } from './external.ts';
import { divisionOf, type Rule, rangeFilter, tableRule } from './filters.ts';
import { checkTablesAreEmpty } from './has-rows.ts';
import { lookBefore, putBack } from './put-back.ts';
import { adaptedDdl, deployTables, schemaOf, shardsWith, type TableSchema } from './schema.ts';
import {
  type BinlogSource,
  beginStreams,
  checkNameIsFree,
  checkPermissions,
  meeting,
  type NewStreams,
  settingsIn,
} from './streams.ts';
import { checkTimeZones } from './time-zones.ts';

type Request = Message<'vtctldata.MoveTablesCreateRequest'>;
export type VSchema = Message<'vschema.Keyspace'>;

/** What a move works with, once its request was understood. */
export type Move = {
  readonly request: Request;
  readonly sources: ReadonlyMap<string, Primary>;
  readonly targets: ReadonlyMap<string, Primary>;
  readonly sourceVSchema: VSchema;
  readonly targetVSchema: VSchema;
  /** Sorted. */
  readonly tables: readonly string[];
  readonly schemas: ReadonlyMap<string, TableSchema>;
  readonly type: 'MoveTables' | 'Migrate';
  /** Some of the source's shards move before the others do: rules of shards lead to them, and not of tables. */
  readonly isPartial: boolean;
};

export const moveTablesCreate: Handler<'MoveTablesCreate'> = async (request, context, signal) => {
  await createMove(context, request, 'MoveTables', signal);
  return statusOf(context, request.target_keyspace, request.workflow, [], signal);
};

/** Makes tables, VSchema, rules and streams of a move; each step finds what an earlier attempt made and goes on. */
export async function createMove(
  context: Context,
  request: Request,
  type: Move['type'],
  signal: AbortSignal,
): Promise<void> {
  const { topo } = context;
  const { source_keyspace: source, target_keyspace: target, workflow } = request;
  const lock = await topo.keyspaces.lock(target, 'MoveTablesCreate', { signal });
  try {
    // INVARIANT: under the lock. Who had it until now may have had other shards serve.
    const move = await plan(context, request, type, signal);
    const primaries = [...move.targets.values()];
    await checkNameIsFree(context, primaries, target, workflow, signal);
    await checkPermissions(context, primaries, signal);
    await checkTimeZones(context, primaries, request.source_time_zone, 'UTC', signal);
    // Tenants share tables, so that others' rows are there.
    if (!isTenant(move))
      await checkTablesAreEmpty(context, primaries, { keyspace: target, tables: move.tables }, signal);
    const before = await lookBefore(context, move, signal);
    try {
      await make(context, move, signal);
    } catch (error) {
      await putBack(context, move, before);
      throw error;
    }
    context.log.info({ workflow, source, target, tables: move.tables }, 'tables are being moved');
  } finally {
    await lock.unlock();
  }
}

async function make(context: Context, move: Move, signal: AbortSignal): Promise<void> {
  const { request, targets } = move;
  const { target_keyspace: keyspace, external_cluster_name: cluster } = request;
  // Before the tables are there: nobody shall find them by their plain name, or write to them.
  if (cluster === '' && !request.no_routing_rules) await routeAway(context, move, signal);
  await saveVSchema(context.topo, move, signal);
  await publish(context.topo, signal);
  await deployTables(context, targets.values(), ddlsOf(move), signal);
  const beginning = { keyspace, settings: settingsOf(move), streams: streamsOf(move) };
  const sources = cluster === '' ? move.sources.values() : [];
  await beginStreams(context, { ...beginning, sources, isStarted: request.auto_start }, signal);
}

async function plan(context: Context, request: Request, type: Move['type'], signal: AbortSignal): Promise<Move> {
  const { source_keyspace, target_keyspace, source_shards, external_cluster_name } = request;
  if (source_keyspace === target_keyspace && external_cluster_name === '') {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'source and target keyspace must be different' });
  }
  const external =
    external_cluster_name === '' ? undefined : await externalTopo(context, external_cluster_name, signal);
  try {
    const sourceTopo = external ?? context.topo;
    const sources = await sourcesOf(sourceTopo, source_keyspace, source_shards, signal);
    const isWhole = external !== undefined || isTenant({ request });
    const isPartial = !isWhole && (await isPart(sourceTopo, source_keyspace, sources, signal));
    const targets = await targetsOf(context.topo, request, isPartial ? [...sources.keys()] : [], signal);
    const divided = [...targets.values()].find((target) => rangeFilter(target) !== '');
    if (request.atomic_copy && divided) {
      const message = `atomic copy brings whole tables: shard ${target_keyspace}/${divided.shard} has only a part of them`;
      throw new VtError({ code: 'INVALID_ARGUMENT', message });
    }
    const [first] = sources.values();
    const schemas = await schemaOf(context, first as Primary, signal);
    const tables = chosenTables(request, schemas);
    const move: Move = {
      request,
      type,
      isPartial,
      sources,
      targets,
      sourceVSchema: await vschemaOf(sourceTopo, source_keyspace, signal),
      targetVSchema: await vschemaOf(context.topo, target_keyspace, signal),
      tables,
      schemas,
    };
    if (isPartial) checkPart(move);
    return move;
  } finally {
    await external?.close();
  }
}

async function sourcesOf(
  topo: TopoServer,
  keyspace: string,
  shards: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Primary>> {
  const all = await primariesOf(topo, keyspace, signal, { shards });
  const sources = shards.length === 0 ? serving(all) : all;
  if (sources.size > 0) return sources;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `keyspace ${keyspace} has no serving shards` });
}

/** Whether shards of the keyspace that serve are left out. */
async function isPart(topo: TopoServer, keyspace: string, chosen: ReadonlyMap<string, Primary>, signal: AbortSignal) {
  const all = await topo.shards.all(keyspace, { signal });
  return all.some(({ name, value }) => value.is_primary_serving && !chosen.has(name));
}

/** `part`: names of the source's shards that move alone, to those of the same names where the request names no others. */
async function targetsOf(
  topo: TopoServer,
  request: Request,
  part: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Primary>> {
  const { target_keyspace: keyspace, workflow_options } = request;
  const all = serving(await primariesOf(topo, keyspace, signal, { lenient: true }));
  if (all.size === 0) {
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `keyspace ${keyspace} has no serving shards` });
  }
  const named = workflow_options?.shards ?? [];
  const chosen = named.length > 0 ? named : part;
  const targets = chosen.length === 0 ? all : pick(all, chosen, keyspace);
  if (targets.size === all.size || part.length > 0 || isTenant({ request })) return targets;
  const message = `shards of ${keyspace} can be chosen for a tenant, or for the shards of the source that move alone`;
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}

/** INVARIANT: the rows of a part belong to its shards on both sides. Others would be copied by none of its streams, and be lost when the part is switched. */
function checkPart(move: Move): void {
  const { sources, targets, request } = move;
  const fail = (why: string): never => {
    const shards = `${request.source_keyspace}/${[...sources.keys()].join(',')}`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `cannot move ${shards} alone: ${why}` });
  };
  const isSame = [...sources.keys()].sort().join() === [...targets.keys()].sort().join();
  if (!isSame && !covered([...sources.values()], [...targets.values()]))
    fail(`shards ${[...targets.keys()].join(',')} of ${request.target_keyspace} have other key ranges`);
  if (!isAlike(move)) fail(`${request.target_keyspace} divides the tables otherwise`);
}

function pick(all: ReadonlyMap<string, Primary>, shards: readonly string[], keyspace: string): Map<string, Primary> {
  const missing = shards.filter((shard) => !all.has(shard));
  if (missing.length === 0) return new Map([...all].filter(([shard]) => shards.includes(shard)));
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `shards ${missing.join(', ')} do not serve in ${keyspace}` });
}

export async function vschemaOf(topo: TopoServer, keyspace: string, signal: AbortSignal): Promise<VSchema> {
  const found = await orAbsent(topo.keyspaces.vschema(keyspace, { signal }));
  if (found) return found.value;
  const empty: VSchema = {
    sharded: false,
    vindexes: {},
    tables: {},
    require_explicit_routing: false,
    foreign_key_mode: 'unspecified',
    multi_tenant_spec: null,
  };
  return empty;
}

function chosenTables(request: Request, schemas: ReadonlyMap<string, TableSchema>): string[] {
  const { all_tables, include_tables, exclude_tables, source_keyspace: keyspace } = request;
  if (all_tables === include_tables.length > 0) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'no tables to move: name them or ask for all tables' });
  }
  const unknown = [...include_tables, ...exclude_tables].filter((name) => !schemas.has(name));
  if (unknown.length > 0) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `table(s) not found in source keyspace ${keyspace}: ${unknown.join(',')}`,
    });
  }
  const wanted = all_tables ? [...schemas.values()].filter(isBase).map(({ name }) => name) : include_tables;
  const tables = [...new Set(wanted)].filter((name) => !exclude_tables.includes(name)).sort();
  if (tables.length > 0) return tables;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: 'no tables to move' });
}

const isBase = ({ type }: TableSchema): boolean => type !== 'VIEW';

function ddlsOf({ request, targetVSchema, tables, schemas }: Move): Map<string, string> {
  const { drop_foreign_keys, workflow_options } = request;
  const handling = workflow_options?.sharded_auto_increment_handling ?? 'LEAVE';
  const changes = {
    foreignKeys: drop_foreign_keys ? ('drop' as const) : ('keep' as const),
    autoIncrement: targetVSchema.sharded && handling !== 'LEAVE' ? ('drop' as const) : ('keep' as const),
  };
  return new Map(tables.map((name) => [name, adaptedDdl(schemas.get(name)?.schema ?? '', changes)]));
}

/** Until traffic is switched every name of the tables leads to the source, and the target refuses them. */
async function routeAway(context: Context, move: Move, signal: AbortSignal): Promise<void> {
  const { source_keyspace: source, target_keyspace: target } = move.request;
  if (isTenant(move)) return routeTenant(context.topo, source, signal);
  if (move.isPartial) return routeShardsAway(context, move, signal);
  await setDenied(context, move.targets.values(), move.tables, true, signal);
  await editRules(
    context.topo,
    'MoveTablesCreate',
    (rules) => routeToSource(rules, source, target, move.tables),
    signal,
  );
}

const isTenant = ({ request }: Pick<Move, 'request'>): boolean => (request.workflow_options?.tenant_id ?? '') !== '';

/** The shared keyspace is left alone: other tenants are served from there. */
async function routeTenant(topo: TopoServer, source: string, signal: AbortSignal): Promise<void> {
  const lock = await topo.rules.lock('MoveTablesCreate', { signal });
  try {
    await topo.rules.keyspaceRouting.update(
      (record) => {
        const names = ['', '@replica', '@rdonly'].map((suffix) => source + suffix);
        const others = record.rules.filter((rule) => !names.includes(rule.from_keyspace));
        record.rules = [...others, ...names.map((from_keyspace) => ({ from_keyspace, to_keyspace: source }))];
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

/** Of all shards that have not moved yet: whoever names the target finds the tables there as long. */
async function routeShardsAway(context: Context, move: Move, signal: AbortSignal): Promise<void> {
  const { source_keyspace: source, target_keyspace: target } = move.request;
  const { topo } = context;
  const moved = await shardsWith(context, target, move.tables, [...move.targets.keys()], signal);
  const all = (await topo.shards.all(source, { signal })).filter(
    ({ name, value }) => value.is_primary_serving && !moved.includes(name),
  );
  const lock = await topo.rules.lock('MoveTablesCreate', { signal });
  try {
    await topo.rules.shardRouting.update(
      (record) => {
        for (const { name: shard } of all) {
          const isKnown = record.rules.some(
            (rule) => rule.shard === shard && [source, target].includes(rule.from_keyspace),
          );
          if (!isKnown) record.rules.push({ from_keyspace: target, to_keyspace: source, shard });
        }
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

/** An unsharded target learns of its new tables; a sharded one must know how they are divided, which only its owner can say. */
async function saveVSchema(topo: TopoServer, move: Move, signal: AbortSignal): Promise<void> {
  const { target_keyspace: target } = move.request;
  for (const table of move.tables) divisionOf(target, move.targetVSchema, table);
  const sequences = autoIncrements(move);
  if (move.targetVSchema.sharded && sequences.size === 0) return;
  await topo.keyspaces.updateVSchema(
    target,
    (vschema) => {
      for (const table of move.tables) {
        const known = vschema.tables[table];
        const auto = sequences.get(table);
        if (known && auto && !known.auto_increment) known.auto_increment = auto;
        else vschema.tables[table] ??= plainTable();
      }
    },
    { signal },
  );
}

function plainTable(): VSchema['tables'][string] {
  return {
    type: '',
    column_vindexes: [],
    auto_increment: null,
    columns: [],
    pinned: '',
    column_list_authoritative: false,
    source: '',
  };
}

function settingsOf({ request, type, isPartial }: Move) {
  const subType = isPartial ? ('Partial' as const) : request.atomic_copy ? ('AtomicCopy' as const) : ('None' as const);
  return { ...settingsIn(request), workflow_type: type, workflow_sub_type: subType };
}

/** Each shard of the target reads from each of the source that may have rows for it. */
function streamsOf(move: Move): NewStreams[] {
  return [...move.targets.values()].map((primary) => {
    const sources = isAlike(move) ? meeting(move.sources.values(), primary) : [...move.sources.values()];
    return { primary, sources: sources.map((source) => sourceFor(move, source, primary)) };
  });
}

function sourceFor({ request, tables, targetVSchema }: Move, source: Primary, target: Primary): BinlogSource {
  const { target_keyspace: keyspace, workflow_options } = request;
  const tenant = workflow_options?.tenant_id ?? '';
  const spec = targetVSchema.multi_tenant_spec;
  if (tenant !== '' && !spec) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `keyspace ${keyspace} has no multi_tenant_spec in its vschema`,
    });
  }
  const where =
    tenant !== '' && spec
      ? [`${spec.tenant_id_column_name} = ${tenantLiteral(tenant, spec.tenant_id_column_type)}`]
      : [];
  const rules: Rule[] = tables.map((table) =>
    tableRule(table, keyspace, divisionOf(keyspace, targetVSchema, table), rangeFilter(target), where),
  );
  return {
    keyspace: source.keyspace,
    shard: source.shard,
    filter: { rules },
    on_ddl: onDdl(request.on_ddl),
    stop_after_copy: request.stop_after_copy,
    external_cluster: request.external_cluster_name,
    source_time_zone: request.source_time_zone,
    ...(request.source_time_zone !== '' && { target_time_zone: 'UTC' }),
  };
}

const tenantLiteral = (tenant: string, type: string | number): string =>
  /INT|DECIMAL|FLOAT/.test(String(type)) ? tenant : literal(tenant);

const onDdls = ['IGNORE', 'STOP', 'EXEC', 'EXEC_IGNORE'] as const;

export function onDdl(text: string): (typeof onDdls)[number] {
  const found = onDdls.find((action) => action === (text === '' ? 'IGNORE' : text.toUpperCase()));
  if (found) return found;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `unknown on-ddl action ${text}: use ${onDdls.join(', ')}` });
}

/** Whether both keyspaces divide all tables by the same vindex over the same columns. */
function isAlike({ sourceVSchema, targetVSchema, tables }: Move): boolean {
  if (!sourceVSchema.sharded || !targetVSchema.sharded) return false;
  const shape = (vschema: VSchema, table: string): string => {
    const [first] = vschema.tables[table]?.column_vindexes ?? [];
    const vindex = vschema.vindexes[first?.name ?? ''];
    const columns = first ? (first.columns.length > 0 ? first.columns : [first.column]) : [];
    return JSON.stringify([columns, vindex?.type, Object.entries(vindex?.params ?? {}).sort()]);
  };
  return tables.every((table) => shape(sourceVSchema, table) === shape(targetVSchema, table));
}
