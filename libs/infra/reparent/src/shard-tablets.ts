import { VtError } from '@vt/base';
import type { Message, MessageInput } from '@vt/proto';
import { type Tablet, type TopoServer, tabletAliasString } from '@vt/topo';

type Known = readonly Tablet[] | undefined;

/** The tablets that a cell had of a shard when its topology last answered; undefined: nobody knows. */
export type LastKnown = (cell: string, keyspace: string, shard: string) => Known | Promise<Known>;

/** As the copies in the global topology tell it. */
export function knownFromCopies(topo: TopoServer, signal: AbortSignal): LastKnown {
  return async (cell, keyspace, shard) => {
    const all = await topo.tabletCopies.inCell(cell, { signal });
    return all?.filter((tablet) => tablet.keyspace === keyspace && tablet.shard === shard);
  };
}

type Context = {
  readonly topo: TopoServer;
  readonly lastKnown?: LastKnown;
};

/** How long a cell may take where its tablets may be known otherwise. */
const CELL_MS = 3_000;

/**
 * Every tablet of a shard, in all cells. Acting on a part of a shard is dangerous: for a cell that does not answer stands what it last had, since no tablet comes to a cell without its
 * topology, and where nobody knows that, it is an error. `onStale` is told of such cells.
 */
export async function shardTablets(
  context: Context,
  keyspace: string,
  shard: string,
  signal: AbortSignal,
  onStale?: (text: string) => void,
): Promise<Tablet[]> {
  const { topo, lastKnown } = context;
  const inCell = async (cell: string): Promise<readonly Tablet[]> => {
    try {
      const options = lastKnown ? { signal, timeoutMs: CELL_MS } : { signal };
      const { found } = await topo.tablets.inShard(keyspace, shard, [cell], options);
      return found.map(({ value }) => value);
    } catch (error) {
      const known = signal.aborted ? undefined : await lastKnown?.(cell, keyspace, shard);
      if (!known) throw noAnswer(cell, error);
      onStale?.(
        `cell ${cell} does not answer: its tablets are taken as they were last (${known.map(aliasOf).join(', ')})`,
      );
      return known;
    }
  };
  const cells = await topo.cells.names({ signal });
  return (await Promise.all(cells.map(inCell))).flat();
}

function noAnswer(cell: string, error: unknown): VtError {
  const why = error instanceof Error ? error.message : String(error);
  const message = `cell ${cell} does not answer: ${why}; DeleteCellInfo --force gives a cell up that is lost for good`;
  return new VtError({ code: 'UNAVAILABLE', message, cause: error });
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
