import type { Message } from '@vt/proto';
import type { Durability } from '@vt/reparent';
import type { Shard, Tablet } from '@vt/topo';

export type FullStatus = Message<'replicationdata.FullStatus'>;

/** What is known of one tablet: its record, and what it said when it was last asked. */
export type Observed = {
  readonly alias: string;
  readonly tablet: Tablet;
  /** The last answer, however old; undefined: never. */
  readonly status: FullStatus | undefined;
  /** When that was asked for, by the clock of looks (`AwakeClock`), as failingSinceMs and blockedSinceMs are. */
  readonly seenAtMs: number;
  /** Whether it answered when it was last asked. Undefined: not asked yet. */
  readonly isReachable: boolean | undefined;
  /** Why it did not answer. */
  readonly error: string | undefined;
  /** Its last question was refused, by its own port or by its mysqld's: that is no slowness, its process is not there. */
  readonly isGone: boolean;
  /** Its last question was not answered at all: it may be slow, or this process. */
  readonly isSilent: boolean;
  /** Questions in a row that it did not answer, and when the first of them was asked. */
  readonly failures: number;
  readonly failingSinceMs: number | undefined;
  /** Since when it says that its commits wait in vain. */
  readonly blockedSinceMs: number | undefined;
  readonly askedAtMs: number;
};

/** One shard as the analysis sees it. */
export type ShardView = {
  readonly keyspace: string;
  readonly shard: string;
  readonly record: Shard;
  readonly durability: Durability;
  /** Emergency reparents are switched off in the keyspace's or shard's record. */
  readonly isEmergencyReparentDisabled: boolean;
  /** The tablets of the primary's cell are known: that the primary is not among them means that it has no record. */
  readonly isPrimaryCellRead: boolean;
  readonly tablets: readonly Observed[];
};

export function unasked(alias: string, tablet: Tablet): Observed {
  return {
    alias,
    tablet,
    status: undefined,
    seenAtMs: 0,
    isReachable: undefined,
    error: undefined,
    isGone: false,
    isSilent: false,
    failures: 0,
    failingSinceMs: undefined,
    blockedSinceMs: undefined,
    askedAtMs: 0,
  };
}
