import { VtError } from '@vt/base';
import type { Message, MessageInput } from '@vt/proto';
import { type Tablet, type TopoServer, tabletAliasString } from '@vt/topo';

/** Every tablet of a shard, in all cells. A cell that does not answer is an error: acting on a part of a shard is dangerous. */
export async function shardTablets(
  context: { readonly topo: TopoServer },
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

export function durationMs(duration: Message<'vttime.Duration'> | null, fallbackMs: number): number {
  if (duration === null) return fallbackMs;
  const ms = Number(duration.seconds) * 1_000 + duration.nanos / 1e6;
  return ms > 0 ? ms : fallbackMs;
}

export function timeOf(date: Date): MessageInput<'vttime.Time'> {
  const ms = date.getTime();
  return { seconds: BigInt(Math.floor(ms / 1_000)), nanoseconds: (ms % 1_000) * 1_000_000 };
}

/** Earlier is negative; an absent time is earlier than any. */
export function compareTimes(a: Message<'vttime.Time'> | null, b: Message<'vttime.Time'> | null): number {
  const seconds = (a?.seconds ?? -1n) - (b?.seconds ?? -1n);
  if (seconds !== 0n) return seconds < 0n ? -1 : 1;
  return (a?.nanoseconds ?? 0) - (b?.nanoseconds ?? 0);
}
