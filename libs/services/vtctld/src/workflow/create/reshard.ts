import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import type { Context, Handler } from '../../context.ts';
import { FROZEN } from '../migration.ts';
import { covered, type Primary, primariesOf } from '../shards.ts';
import { statusOf } from '../status.ts';
import { readWorkflows } from '../tablet-calls.ts';
import { divisionOf, type Rule, rangeFilter } from './filters.ts';
import { rowsIn } from './has-rows.ts';
import { onDdl, vschemaOf } from './move-tables.ts';
import { deployTables, schemaOf } from './schema.ts';
import {
  type BinlogSource,
  beginStreams,
  checkNameIsFree,
  checkPermissions,
  meeting,
  type NewStreams,
  settingsIn,
} from './streams.ts';

type Request = Message<'vtctldata.ReshardCreateRequest'>;

export const reshardCreate: Handler<'ReshardCreate'> = async (request, context, signal) => {
  const { keyspace, workflow, source_shards, target_shards } = request;
  if (source_shards.length === 0 || target_shards.length === 0) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'source and target shards must be given' });
  }
  const lock = await context.topo.keyspaces.lock(keyspace, 'ReshardCreate', { signal });
  try {
    const sources = await primariesOf(context.topo, keyspace, signal, { shards: source_shards });
    const targets = await primariesOf(context.topo, keyspace, signal, { shards: target_shards });
    checkShards(keyspace, sources, targets);
    await checkNameIsFree(context, targets.values(), keyspace, workflow, signal);
    await checkOthers(context, keyspace, [...sources.values()], [...targets.values()], signal);
    await checkDivided(context, keyspace, sources, targets, signal);
    await checkPermissions(context, targets.values(), signal);
    if (request.skip_schema_copy) await checkSameTables(context, sources, targets, signal);
    else await copySchema(context, sources, targets, signal);
    await checkEmpty(context, targets, signal);
    const streams = await streamsOf(context, request, sources, targets, signal);
    const types = { workflow_type: 'Reshard', workflow_sub_type: 'None' } as const;
    const settings = { ...settingsIn(request), ...types };
    const beginning = { keyspace, settings, streams, sources: sources.values(), isStarted: request.auto_start };
    await beginStreams(context, beginning, signal);
  } finally {
    await lock.unlock();
  }
  return statusOf(context, keyspace, workflow, [], signal);
};

function checkShards(keyspace: string, sources: ReadonlyMap<string, Primary>, targets: ReadonlyMap<string, Primary>) {
  const fail = (message: string): never => {
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  };
  for (const [name, { record }] of sources) {
    if (!record.is_primary_serving) fail(`source shard ${keyspace}/${name} is not in serving state`);
  }
  for (const [name, { record }] of targets) {
    if (record.is_primary_serving) fail(`target shard ${keyspace}/${name} is in serving state`);
  }
  if (!covered([...sources.values()], [...targets.values()])) {
    fail(
      `source and target keyranges don't match: ${[...sources.keys()].join(',')} and ${[...targets.keys()].join(',')}`,
    );
  }
}

/** Streams that begin and end in this keyspace, or that write to shards that would go, would be torn by it. */
async function checkOthers(
  context: Context,
  keyspace: string,
  sources: readonly Primary[],
  targets: readonly Primary[],
  signal: AbortSignal,
): Promise<void> {
  const placed = await readWorkflows(context, [...sources, ...targets], undefined, signal);
  const torn = placed.find(({ primary, rows }) =>
    rows.streams.some(
      ({ bls, message }) => bls?.keyspace === keyspace || (sources.includes(primary) && message !== FROZEN),
    ),
  );
  if (!torn) return;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `cannot reshard while workflow ${torn.rows.workflow} has streams on shard ${keyspace}/${torn.primary.shard}: complete or cancel it first`,
  });
}

/** Rows of a table that the VSchema does not divide would belong nowhere. */
async function checkDivided(
  context: Context,
  keyspace: string,
  sources: ReadonlyMap<string, Primary>,
  targets: ReadonlyMap<string, Primary>,
  signal: AbortSignal,
): Promise<void> {
  if (sources.size === 1 && targets.size === 1) return;
  const vschema = await vschemaOf(context.topo, keyspace, signal);
  if (!vschema.sharded) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `the vschema of keyspace ${keyspace} is not sharded: say first how its tables are divided`,
    });
  }
  const [first] = sources.values();
  for (const { name, type } of (await schemaOf(context, first as Primary, signal)).values()) {
    if (type !== 'VIEW') divisionOf(keyspace, vschema, name);
  }
}

async function copySchema(
  context: Context,
  sources: ReadonlyMap<string, Primary>,
  targets: ReadonlyMap<string, Primary>,
  signal: AbortSignal,
): Promise<void> {
  const [first] = sources.values();
  const schemas = await schemaOf(context, first as Primary, signal, { views: true });
  const ddls = new Map([...schemas].map(([name, { schema }]) => [name, schema]));
  await deployTables(context, targets.values(), ddls, signal);
}

async function checkSameTables(
  context: Context,
  sources: ReadonlyMap<string, Primary>,
  targets: ReadonlyMap<string, Primary>,
  signal: AbortSignal,
): Promise<void> {
  const [first] = sources.values();
  const wanted = await schemaOf(context, first as Primary, signal);
  for (const [shard, primary] of targets) {
    const present = await schemaOf(context, primary, signal);
    const missing = [...wanted.keys()].filter((name) => !present.has(name));
    if (missing.length === 0) continue;
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `tables ${missing.join(', ')} are missing on shard ${shard}: copy the schema, or do not skip it`,
    });
  }
}

/** A target that has rows already would keep them, and fail on those that come. */
async function checkEmpty(context: Context, targets: ReadonlyMap<string, Primary>, signal: AbortSignal): Promise<void> {
  for (const [shard, primary] of targets) {
    const table = await rowsIn(context, primary, signal);
    if (table === undefined) continue;
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `target shard ${shard} is not empty: table ${table} has rows`,
    });
  }
}

async function streamsOf(
  context: Context,
  request: Request,
  sources: ReadonlyMap<string, Primary>,
  targets: ReadonlyMap<string, Primary>,
  signal: AbortSignal,
): Promise<NewStreams[]> {
  const vschema = await vschemaOf(context.topo, request.keyspace, signal);
  const references = Object.entries(vschema.tables).filter(([, { type }]) => type === 'reference');
  return [...targets.values()].map((primary) => ({
    primary,
    sources: meeting(sources.values(), primary).map((source, i): BinlogSource => {
      // Reference tables are whole on every shard: one source is enough, and more would write every row twice.
      const rules: Rule[] = references.map(([name]) => ({ match: name, filter: i === 0 ? '' : 'exclude' }));
      return {
        keyspace: request.keyspace,
        shard: source.shard,
        filter: { rules: [...rules, { match: '/.*', filter: rangeFilter(primary) }] },
        on_ddl: onDdl(request.on_ddl),
        stop_after_copy: request.stop_after_copy,
      };
    }),
  }));
}
