import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { refresh, setDenied } from '../denied-tables.ts';
import type { Migration } from '../migration.ts';
import { ticks } from '../names.ts';
import type { Primary } from '../shards.ts';
import { each } from '../tablet-calls.ts';
import { setDisabled } from './serving-graph.ts';

/** Between the two locks, so that a statement that was let in before the first has arrived by the second. */
const LOCK_GAP_MS = 100;

/** Nothing writes to the moved tables, or the shards, of the source when this returns. */
export async function stopSourceWrites(
  context: Context,
  migration: Migration,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { kind, sources, sourceKeyspace, tables } = migration;
  const primaries = [...sources.values()];
  if (kind === 'shards') {
    // Two records, of which the tablets are told when both are there.
    await Promise.all([
      setDisabled(context.topo, sourceKeyspace, 'PRIMARY', primaries, true, signal),
      recordServing(context, primaries, false, signal),
    ]);
    context.reach?.('switch.refused');
    return void (await each(primaries, (primary) => refresh(context, primary, signal)));
  }
  const isQuiet = await setDenied(context, primaries, tables, true, signal);
  context.reach?.('switch.refused');
  if (isQuiet) return;
  await lockTables(context, migration, timeoutMs, signal);
  await delay(LOCK_GAP_MS, undefined, { signal });
  await lockTables(context, migration, timeoutMs, signal);
}

/** Whether the shards' primaries serve, in their records, and then in fact. */
export async function setServing(
  context: Context,
  primaries: readonly Primary[],
  isServing: boolean,
  signal: AbortSignal,
): Promise<void> {
  await each(primaries, async (primary) => {
    await recordServing(context, [primary], isServing, signal);
    await refresh(context, primary, signal);
  });
}

async function recordServing(
  { topo }: Context,
  primaries: readonly Primary[],
  isServing: boolean,
  signal: AbortSignal,
): Promise<void> {
  const change = (record: { is_primary_serving: boolean }): void => {
    record.is_primary_serving = isServing;
  };
  await each(primaries, ({ keyspace, shard }) => topo.shards.updateFields(keyspace, shard, change, { signal }));
}

/**
 * Waits until no transaction holds a moved table. INVARIANT: the wait ends on the server too, in time: a lock that is waited for keeps
 * everybody else from the table.
 */
async function lockTables(
  context: Context,
  { sources, tables }: Migration,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const list = tables.map((table) => `${ticks(table)} READ`).join(', ');
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const sql = Buffer.from(`SET SESSION lock_wait_timeout = ${seconds}; LOCK TABLES ${list}; UNLOCK TABLES`);
  await each(sources.values(), ({ tablet, database }) =>
    context.tablets.call(
      tablet,
      'ExecuteMultiFetchAsDba',
      { sql, db_name: database, max_rows: 1n },
      { signal, timeoutMs: timeoutMs + context.remoteTimeoutMs },
    ),
  );
}

/** Undoes it, as far as it got. */
export async function allowSourceWrites(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { kind, sources, sourceKeyspace, tables } = migration;
  const primaries = [...sources.values()];
  if (kind === 'tables') return void (await setDenied(context, primaries, tables, false, signal));
  await setDisabled(context.topo, sourceKeyspace, 'PRIMARY', primaries, false, signal);
  await setServing(context, primaries, true, signal);
}
