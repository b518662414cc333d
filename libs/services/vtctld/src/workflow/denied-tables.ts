import type { Shard, TopoServer } from '@vt/topo';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { aliasOf, shardTablets } from '../shard-tablets.ts';
import type { Primary } from './shards.ts';
import { each } from './tablet-calls.ts';

/** Adds tables to what a shard's primary refuses, or takes them from it. */
function changed(record: Shard, tables: readonly string[], deny: boolean): void {
  const others = record.tablet_controls.filter(({ tablet_type }) => tablet_type !== 'PRIMARY');
  const own = record.tablet_controls.find(({ tablet_type }) => tablet_type === 'PRIMARY');
  const kept = (own?.denied_tables ?? []).filter((table) => !tables.includes(table));
  const denied_tables = deny ? [...kept, ...tables].sort() : kept;
  const control = {
    cells: own?.cells ?? [],
    frozen: own?.frozen ?? false,
    allow_reads: own?.allow_reads ?? false,
    tablet_type: 'PRIMARY' as const,
    denied_tables,
  };
  record.tablet_controls = denied_tables.length > 0 ? [...others, control] : others;
}

/**
 * Writes the shards' records and has their primaries act on it. When this returns, no statement on the tables begins any more (or they do again).
 * Returns true when it is certain that none runs either, nor any transaction that used them.
 */
export async function setDenied(
  context: Context,
  primaries: Iterable<Primary>,
  tables: readonly string[],
  deny: boolean,
  signal: AbortSignal,
  graceMs = 0,
): Promise<boolean> {
  const quiet = await each(primaries, async (primary) => {
    await writeDenied(context.topo, primary, tables, deny, signal);
    return await refresh(context, primary, signal, graceMs);
  });
  return quiet.every(Boolean);
}

async function writeDenied(
  topo: TopoServer,
  { keyspace, shard }: Primary,
  tables: readonly string[],
  deny: boolean,
  signal: AbortSignal,
): Promise<void> {
  await topo.shards.updateFields(keyspace, shard, (record) => changed(record, tables, deny), { signal });
}

/** True: nothing runs on the tablet any more that would not be let in now. Other tablets than ours do not tell. */
export async function refresh(
  context: Context,
  { tablet }: Primary,
  signal: AbortSignal,
  graceMs = 0,
): Promise<boolean> {
  return (await ask(context, tablet, 'RefreshState', { grace_ms: graceMs }, signal)).quiet;
}

/** All tablets of a shard read its record again; one that does not answer is left to find out by itself. */
export async function refreshShard(
  context: Context,
  keyspace: string,
  shard: string,
  signal: AbortSignal,
): Promise<void> {
  const tablets = await shardTablets(context, keyspace, shard, signal);
  await Promise.all(
    tablets.map((tablet) =>
      ask(context, tablet, 'RefreshState', {}, signal).catch((error: unknown) =>
        context.log.warn({ error: String(error), tablet: aliasOf(tablet) }, 'tablet did not refresh its state'),
      ),
    ),
  );
}
