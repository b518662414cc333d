import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { ask } from '../../ask.ts';
import type { Context, Handler } from '../../context.ts';
import { vschemaOf } from '../create/move-tables.ts';
import { schemaOf } from '../create/schema.ts';
import { setDenied } from '../denied-tables.ts';
import { loadMigration, type Migration, moves } from '../migration.ts';
import { reverseName } from '../names.ts';
import { publish } from '../routing.ts';
import { readJournals } from '../switch/journal.ts';
import { lockedAnew } from '../switch/locks.ts';
import { dropMirrors } from '../switch/mirror.ts';
import { allowSourceWrites } from '../switch/source-writes.ts';
import { conditionsOf } from '../switch/tenant.ts';
import { deleteStreams, each, updateStreams } from '../tablet-calls.ts';
import { trafficState } from '../traffic-state.ts';
import { dropTables, forgetRouting, removeFromVSchema } from './remove.ts';

type Request = Message<'vtctldata.WorkflowDeleteRequest'>;

const BATCH_ROWS = 1_000n;

/** Gives a workflow up: what it made goes, and the source serves as if nothing had been. */
export const workflowDelete: Handler<'WorkflowDelete'> = async (request, context, signal) => {
  const { keyspace, workflow } = request;
  const seen = await loadMigration(context, keyspace, workflow, signal, request.shards);
  await checkCancellable(context, seen, signal);
  const details = await lockedAnew(
    context,
    seen,
    request.shards,
    'WorkflowDelete',
    signal,
    async (migration, held, hold) => {
      await checkCancellable(context, migration, held);
      await hold.check();
      await cleanSource(context, migration, request, held);
      context.reach?.('cancel.source-cleaned');
      await each(migration.targets.values(), ({ primary }) =>
        updateStreams(context, primary, workflow, `state = 'Stopped', message = 'cancelled'`, held),
      );
      context.reach?.('cancel.streams-stopped');
      // INVARIANT: who lost the locks, and may have waited long for that, drops no table: traffic may have been switched since it was looked at.
      await hold.check();
      await cleanTarget(context, migration, request, held);
      await publish(context.topo, held);
      context.reach?.('cancel.published');
      // INVARIANT: the last of all. The streams are all there is of a workflow: without them nobody could end what was begun.
      return await each(migration.targets.values(), async ({ primary }) => ({
        tablet: primary.tablet.alias,
        deleted: await deleteStreams(context, primary, workflow, held),
      }));
    },
  );
  return { summary: `Successfully cancelled the ${workflow} workflow in the ${keyspace} keyspace`, details };
};

/** INVARIANT: once any traffic is switched, the target may be the only one that has some data. */
async function checkCancellable(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  if (!moves.has(migration.type) || migration.type === 'Migrate') return;
  const { writes, reads, shards } = await trafficState(context, migration, signal);
  // Of a move of some shards the whole has gone over only when the others have, too.
  const anyShard = [...migration.sources.keys()].some((shard) => shards?.switched.includes(shard));
  const anyRead = anyShard || Object.values(reads).some(({ switched }) => switched.length > 0);
  const isOver = (await readJournals(context, migration, signal)).size > 0 && migration.isFrozen;
  if (!writes && !anyRead && !isOver) return;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `cannot cancel workflow ${migration.workflow} because you have already switched some or all read and write traffic`,
  });
}

/** A switch that was interrupted before its journals may have left the source standing still, and half a way back. */
async function cleanSource(
  context: Context,
  migration: Migration,
  request: Request,
  signal: AbortSignal,
): Promise<void> {
  if (!moves.has(migration.type) || request.ignore_source_keyspace || migration.sources.size === 0) return;
  await each(migration.sources.values(), (source) =>
    deleteStreams(context, source, reverseName(migration.workflow), signal),
  );
  await allowSourceWrites(context, migration, signal);
  await dropMirrors(context, migration, ['PRIMARY', 'REPLICA', 'RDONLY'], signal);
}

async function cleanTarget(
  context: Context,
  migration: Migration,
  request: Request,
  signal: AbortSignal,
): Promise<void> {
  if (!moves.has(migration.type)) return;
  const { targets, targetKeyspace, tables, kind, options, subType } = migration;
  const primaries = [...targets.values()].map(({ primary }) => primary);
  if (!request.keep_data) {
    if (kind === 'shards') await emptyShards(context, migration, signal);
    else if (options.tenant_id !== '') await deleteTenant(context, migration, request, signal);
    else {
      await dropTables(context, primaries, tables, 'drop', signal);
      context.reach?.('cancel.tables-dropped');
      if (subType !== 'Partial') await forgetAdded(context, targetKeyspace, tables, signal);
    }
  }
  if (kind === 'shards') return;
  await setDenied(context, primaries, tables, false, signal);
  if (!request.keep_routing_rules) await forgetRouting(context, migration, 'cancelled', signal);
  context.reach?.('cancel.rules-removed');
}

/** What the move has added to the VSchema. INVARIANT: how tables of a sharded keyspace are divided their owner has said, before the move, and says for the next. */
async function forgetAdded(context: Context, keyspace: string, tables: readonly string[], signal: AbortSignal) {
  const { sharded } = await vschemaOf(context.topo, keyspace, signal);
  if (!sharded) await removeFromVSchema(context, keyspace, tables, signal);
}

/** The targets of a reshard hold nothing but what was copied. */
async function emptyShards(context: Context, { targets }: Migration, signal: AbortSignal): Promise<void> {
  await each(targets.values(), async ({ primary }) => {
    const tables = [...(await schemaOf(context, primary, signal, { views: true })).keys()];
    await dropTables(context, [primary], tables, 'drop', signal);
  });
}

/** Of a tenant only its rows go. */
async function deleteTenant(
  context: Context,
  migration: Migration,
  request: Request,
  signal: AbortSignal,
): Promise<void> {
  const where = conditionsOf(migration).join(' and ');
  const table_filters = Object.fromEntries(migration.tables.map((table) => [table, where]));
  const batch_size = request.delete_batch_size || BATCH_ROWS;
  await each(migration.targets.values(), ({ primary }) =>
    ask(context, primary.tablet, 'DeleteTableData', { table_filters, batch_size }, signal),
  );
}
