import type { TabletAliasText, TabletTarget } from '../gateway/tablet-gateway.ts';

export type DecisionState = 'UNKNOWN' | 'PREPARE' | 'ROLLBACK' | 'COMMIT';

/** A transaction over several shards as the shard that decides it tells it. */
export type Decision = {
  /** `keyspace:shard:number` of that shard's part. */
  readonly dtid: string;
  /** UNKNOWN: a prepared part of which the asked shard knows no decision, as another shard makes it. */
  readonly state: DecisionState;
  readonly createdNs: bigint;
  /** The other shards. */
  readonly participants: readonly TabletTarget[];
};

/**
 * What two-phase commit needs of the tablets. Calls with a transaction id go to the tablet that holds it (`alias`), all others to whoever is the
 * shard's primary now.
 */
export interface TwoPcPort {
  /**
   * Whether all these know the calls of presumed abort: `decideCommit` and `decideRollback` instead of `createTransaction`, `startCommit` and `setRollback`. Undefined: of one of them
   * nobody knows right now, as none serves.
   */
  presumesAbort(
    shards: readonly { readonly target: TabletTarget; readonly alias: TabletAliasText | undefined }[],
  ): boolean | undefined;
  /** Returns the number that a reserved connection has afterwards; 0n: there is none. */
  decideCommit(
    target: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    dtid: string,
    participants: readonly TabletTarget[],
    signal: AbortSignal,
  ): Promise<bigint>;
  decideRollback(target: TabletTarget, dtid: string, signal: AbortSignal): Promise<void>;
  createTransaction(
    target: TabletTarget,
    dtid: string,
    participants: readonly TabletTarget[],
    signal: AbortSignal,
  ): Promise<void>;
  prepare(
    target: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    dtid: string,
    signal: AbortSignal,
  ): Promise<void>;
  startCommit(
    target: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    dtid: string,
    signal: AbortSignal,
  ): Promise<void>;
  setRollback(target: TabletTarget, dtid: string, signal: AbortSignal): Promise<void>;
  commitPrepared(target: TabletTarget, dtid: string, signal: AbortSignal): Promise<void>;
  /** With a transaction id also what was not prepared. */
  rollbackPrepared(target: TabletTarget, dtid: string, transactionId: bigint, signal: AbortSignal): Promise<void>;
  /** Ends what is not prepared. */
  rollback(
    target: TabletTarget,
    alias: TabletAliasText | undefined,
    transactionId: bigint,
    signal: AbortSignal,
  ): Promise<void>;
  conclude(target: TabletTarget, dtid: string, signal: AbortSignal): Promise<void>;
  read(target: TabletTarget, dtid: string, signal: AbortSignal): Promise<Decision | undefined>;
  /** What waits there for longer than the tablet finds usual. */
  unresolved(target: TabletTarget, signal: AbortSignal): Promise<readonly Decision[]>;
}

/** The shard that decides a transaction. */
export function decidingTarget(dtid: string): TabletTarget | undefined {
  const [keyspace, shard, id] = dtid.split(':');
  return keyspace && shard && id ? { keyspace, shard, tabletType: 'PRIMARY' } : undefined;
}
