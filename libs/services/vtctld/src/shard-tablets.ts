import { VtError } from '@vt/base';
import type { Message, MessageInput } from '@vt/proto';
import { type Tablet, type TabletAliasLike, tabletAliasString } from '@vt/topo';
import type { Context } from './context.ts';

/** Every tablet of a shard, in all cells. A cell that does not answer is an error: acting on a part of a shard is dangerous. */
export async function shardTablets(
  context: Context,
  keyspace: string,
  shard: string,
  signal: AbortSignal,
): Promise<Tablet[]> {
  const { found, errors } = await context.topo.tablets.inShard(keyspace, shard, undefined, { signal });
  const [broken] = errors;
  if (broken)
    throw new VtError({ code: 'UNAVAILABLE', message: `cell ${broken[0]} does not answer: ${broken[1].message}` });
  return found.map(({ value }) => value);
}

export function aliasOf(tablet: Tablet): string {
  return tablet.alias === null ? '' : tabletAliasString(tablet.alias);
}

/** The tablet that a request names; a request without an alias is INVALID_ARGUMENT. */
export async function requestedTablet(
  context: Context,
  alias: TabletAliasLike | null,
  signal: AbortSignal,
): Promise<Tablet> {
  if (alias === null || alias.cell === '')
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'a tablet alias is needed' });
  return (await context.topo.tablets.get(alias, { signal })).value;
}

/** The database of the tablet's keyspace on its mysqld. */
export function databaseOf(tablet: Tablet): string {
  return tablet.db_name_override || `vt_${tablet.keyspace}`;
}

export function durationMs(duration: Message<'vttime.Duration'> | null, fallbackMs: number): number {
  if (duration === null) return fallbackMs;
  const ms = Number(duration.seconds) * 1_000 + duration.nanos / 1e6;
  return ms > 0 ? ms : fallbackMs;
}

export function timeOf(date: Date): MessageInput<'vttime.Time'> {
  const ms = date.getTime();
  return { seconds: BigInt(Math.floor(ms / 1_000)), nanoseconds: (ms % 1_000) * 1_000_000 };
}
