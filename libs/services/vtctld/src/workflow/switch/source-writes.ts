import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { Context } from '../../context.ts';
import { refresh, setDenied } from '../denied-tables.ts';
import type { Migration } from '../migration.ts';
import type { Primary } from '../shards.ts';
import { each } from '../tablet-calls.ts';
import { setDisabled } from './serving-graph.ts';
import { tablesAreFree, tellHolders } from './table-holders.ts';

/** Between the two locks, so that a statement that was let in before the first has arrived by the second. */
const LOCK_GAP_MS = 100;

/** How long others' transactions may take to end while everybody else waits: at first, and at most. Between two tries it is everybody's turn for as long. */
const [GRACE_MS, GRACE_MS_MAX] = [1_000, 4_000];

/**
 * Nothing writes to the moved tables, or the shards, of the source when this returns. Transactions that have written to the tables, and do not end, are waited for a short time; then all is let go, and
 * after a while it is tried again with more patience, from the beginning of `comeClose`, until `timeoutMs` have gone by. @throws VtError ABORTED that names who holds them.
 */
export async function stopSourceWrites(
  context: Context,
  migration: Migration,
  timeoutMs: number,
  comeClose: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (let graceMs = GRACE_MS; ; graceMs = Math.min(2 * graceMs, GRACE_MS_MAX)) {
    await comeClose();
    context.reach?.('switch.prepared');
    const startedMs = performance.now();
    if (await refuseWrites(context, migration, graceMs, signal)) return;
    const [now, held] = [performance.now(), migration.tables];
    if (now + graceMs >= until) throw await heldError(context, migration, signal);
    await setDenied(context, migration.sources.values(), held, false, signal);
    context.log.info(
      { workflow: migration.workflow, graceMs },
      'tables are held by transactions: they go on for a while',
    );
    await delay(now - startedMs, undefined, { signal });
  }
}

/** False: the tables are held by somebody. */
async function refuseWrites(
  context: Context,
  { kind, sources, sourceKeyspace, tables }: Migration,
  graceMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const primaries = [...sources.values()];
  if (kind === 'shards') {
    // Two records, of which the tablets are told when both are there.
    await Promise.all([
      setDisabled(context.topo, sourceKeyspace, 'PRIMARY', primaries, true, signal),
      recordServing(context, primaries, false, signal),
    ]);
    context.reach?.('switch.refused');
    await each(primaries, (primary) => refresh(context, primary, signal));
    return true;
  }
  const isQuiet = await setDenied(context, primaries, tables, true, signal, graceMs);
  context.reach?.('switch.refused');
  if (isQuiet) return true;
  const free = async (): Promise<boolean> =>
    (await each(primaries, (primary) => tablesAreFree(context, primary, tables, signal))).every(Boolean);
  if (!(await free())) return false;
  await delay(LOCK_GAP_MS, undefined, { signal });
  return await free();
}

async function heldError(context: Context, { sources, tables }: Migration, signal: AbortSignal): Promise<VtError> {
  const holders = await each(sources.values(), (primary) => tellHolders(context, primary, tables, signal));
  const message = `transactions that write to the tables do not end; end them, or give the command again: ${holders.join('; ')}`;
  return new VtError({ code: 'ABORTED', message });
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

/** Undoes it, as far as it got. */
export async function allowSourceWrites(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { kind, sources, sourceKeyspace, tables } = migration;
  const primaries = [...sources.values()];
  if (kind === 'tables') return void (await setDenied(context, primaries, tables, false, signal));
  await setDisabled(context.topo, sourceKeyspace, 'PRIMARY', primaries, false, signal);
  await setServing(context, primaries, true, signal);
}
