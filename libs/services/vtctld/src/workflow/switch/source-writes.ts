import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { refresh, setDenied } from '../denied-tables.ts';
import type { Migration } from '../migration.ts';
import { ticks } from '../names.ts';
import { change, each } from '../tablet-calls.ts';
import { setDisabled } from './serving-graph.ts';

/** Between the two locks, so that a statement that was let in before the first has arrived by the second. */
const LOCK_GAP_MS = 100;

/** Nothing writes to the moved tables, or the shards, of the source when this returns. */
export async function stopSourceWrites(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { kind, sources, sourceKeyspace, tables } = migration;
  const primaries = [...sources.values()];
  if (kind === 'shards') {
    await setDisabled(context.topo, sourceKeyspace, 'PRIMARY', primaries, true, signal);
    await each(primaries, (primary) => refresh(context, primary, signal));
    return;
  }
  await setDenied(context, primaries, tables, true, signal);
  await lockTables(context, migration, signal);
  await delay(LOCK_GAP_MS, undefined, { signal });
  await lockTables(context, migration, signal);
}

/** Waits until no transaction holds a moved table. The lock ends with its session, at once. */
async function lockTables(context: Context, { sources, tables }: Migration, signal: AbortSignal): Promise<void> {
  const list = tables.map((table) => `${ticks(table)} READ`).join(', ');
  await each(sources.values(), (primary) => change(context, primary, `LOCK TABLES ${list}`, signal));
}

/** Undoes it, as far as it got. */
export async function allowSourceWrites(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { kind, sources, sourceKeyspace, tables } = migration;
  const primaries = [...sources.values()];
  if (kind === 'tables') return setDenied(context, primaries, tables, false, signal);
  await setDisabled(context.topo, sourceKeyspace, 'PRIMARY', primaries, false, signal);
  await each(primaries, (primary) => refresh(context, primary, signal));
}
