import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { rebuildSrvKeyspaceLocked } from '@vt/topo';
import type { Context, Handler } from '../../context.ts';
import { setDenied } from '../denied-tables.ts';
import { loadMigration, type Migration } from '../migration.ts';
import { reverseName } from '../names.ts';
import { publish } from '../routing.ts';
import { copyingTables } from '../status.ts';
import { type Hold, lockedAnew } from '../switch/locks.ts';
import { deleteStreams, each } from '../tablet-calls.ts';
import { trafficState } from '../traffic-state.ts';
import { dropTables, forgetRouting, isRoutingForgotten, removeFromVSchema } from './remove.ts';

type Request = Message<'vtctldata.MoveTablesCompleteRequest'>;

/** Ends a workflow whose traffic is switched: the source's tables, the rules and the streams go. Each step finds what was done before. */
export const moveTablesComplete: Handler<'MoveTablesComplete'> = async (request, context, signal) => {
  const { workflow, target_keyspace: keyspace } = request;
  const migration = await loadMigration(context, keyspace, workflow, signal, request.shards);
  if (migration.type === 'Materialize' || migration.type === 'CreateLookupIndex') {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `invalid action for ${String(migration.type)} workflow: Complete`,
    });
  }
  await checkComplete(context, migration, signal);
  const summary = `Successfully completed the ${workflow} workflow in the ${keyspace} keyspace`;
  if (request.dry_run) {
    const head = `Complete dry run results for workflow ${keyspace}.${workflow} at ${new Date().toUTCString()}`;
    return { summary: head, dry_run_results: steps(migration, request) };
  }
  await lockedAnew(context, migration, request.shards, 'completeMoveTables', signal, async (present, held, hold) => {
    await checkComplete(context, present, held);
    await complete(context, present, request, held, hold);
  });
  return { summary };
};

async function checkComplete(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  if (migration.type === 'Migrate') await checkCopied(context, migration, signal);
  else await checkSwitched(context, migration, signal);
}

/** Clients come over by themselves when tables have been brought in: to half of the rows, where the streams ended before. */
async function checkCopied(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const hasBegun = migration.streams.every(({ state, pos }) => state !== 'Init' && pos !== '');
  if (hasBegun && (await copyingTables(context, migration, signal)).size === 0) return;
  const message = `cannot complete workflow ${migration.workflow} while copy is still in progress: cancel it, or wait`;
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

async function checkSwitched(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { writes, reads, shards } = await trafficState(context, migration, signal);
  const isDone = shards
    ? [...migration.sources.keys()].every((shard) => shards.switched.includes(shard))
    : writes && Object.values(reads).every(({ waiting }) => waiting.length === 0);
  if (isDone || (migration.isFrozen && (await isRoutingForgotten(context, migration, signal)))) return;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `cannot complete workflow ${migration.workflow} because you have not yet switched all read and write traffic`,
  });
}

async function complete(
  context: Context,
  migration: Migration,
  request: Request,
  signal: AbortSignal,
  hold: Hold,
): Promise<void> {
  const { workflow, kind, sources, targets, sourceKeyspace, tables } = migration;
  const isMove = kind === 'tables' && migration.type === 'MoveTables';
  const ownSource = isMove && !request.ignore_source_keyspace;
  await hold.check();
  // The way back ends first: it would fail on tables that are gone.
  if (!request.ignore_source_keyspace) {
    await each(sources.values(), (source) => deleteStreams(context, source, reverseName(workflow), signal));
  }
  context.reach?.('complete.way-back-ended');
  // INVARIANT: who lost the locks drops no table: traffic may have gone back since it was looked at.
  await hold.check();
  if (ownSource && !request.keep_data && migration.options.tenant_id === '') {
    await dropTables(context, sources.values(), tables, request.rename_tables ? 'rename' : 'drop', signal);
    context.reach?.('complete.tables-dropped');
    if (migration.subType !== 'Partial') await removeFromVSchema(context, sourceKeyspace, tables, signal);
  }
  if (ownSource) await setDenied(context, sources.values(), tables, false, signal);
  if (isMove && !request.keep_routing_rules) await forgetRouting(context, migration, 'completed', signal);
  context.reach?.('complete.source-cleaned');
  if (kind === 'shards') await rebuildSrvKeyspaceLocked(context.topo, sourceKeyspace, { signal });
  await publish(context.topo, signal);
  context.reach?.('complete.published');
  // INVARIANT: the last of all. The streams are all there is of a workflow: without them nobody could end what was begun.
  await each(targets.values(), ({ primary }) => deleteStreams(context, primary, workflow, signal));
}

function steps(migration: Migration, request: Request): string[] {
  const { kind, sources, targets, tables, sourceKeyspace, targetKeyspace, workflow } = migration;
  const names = `[${tables.join(',')}]`;
  const locks = [...new Set([sourceKeyspace, targetKeyspace])];
  const verb = request.rename_tables ? 'Renaming' : 'Dropping';
  const dropped = [...sources.values()].flatMap(({ keyspace, shard, database, tablet }) =>
    tables.map(
      (table) =>
        `keyspace:${keyspace};shard:${shard};dbname:${database};tablet:${tablet.alias?.uid ?? 0};table:${table}`,
    ),
  );
  const denied = [...sources.values()].map(
    ({ keyspace, shard, tablet }) => `keyspace:${keyspace};shard:${shard};tablet:${tablet.alias?.uid ?? 0}`,
  );
  const streams = [...targets.values()].map(
    ({ primary: { keyspace, shard, database, tablet } }) =>
      `keyspace:${keyspace};shard:${shard};workflow:${workflow};dbname:${database};tablet:${tablet.alias?.uid ?? 0}`,
  );
  const isMove = kind === 'tables';
  return [
    ...locks.map((keyspace) => `Lock keyspace ${keyspace}`),
    ...(isMove && !request.keep_data
      ? [
          `${verb} these tables from the database and removing them from the vschema for keyspace ${sourceKeyspace}: [${dropped.join(',')}]`,
        ]
      : []),
    ...(isMove ? [`Denied tables records on ${names} will be removed from: [${denied.join(',')}]`] : []),
    `Delete reverse vreplication streams on source: [${denied.join(',')}]`,
    `Delete vreplication streams on target: [${streams.join(',')}]`,
    ...(isMove && !request.keep_routing_rules ? ['Routing rules for participating tables will be deleted'] : []),
    ...locks.map((keyspace) => `Unlock keyspace ${keyspace}`).reverse(),
  ];
}
