/** Why statements of a shard are not held any longer; names are Vitess's. */
export type BufferStop = 'NewPrimarySeen' | 'WindowExceeded' | 'ContextDone';
/** Why a statement was not held. */
export type BufferSkip = 'BufferFull' | 'LastFailoverTooRecent';

/** What came of holding one shard's statements. */
export class ShardBuffering {
  readonly keyspace: string;
  readonly shard: string;
  starts = 0;
  buffered = 0;
  drained = 0;
  readonly stops = new Map<BufferStop, number>();
  readonly evicted = new Map<BufferStop, number>();
  readonly skipped = new Map<BufferSkip, number>();
  /** Of all failovers that are over. */
  durationMs = 0;
  /** The most that waited, in percent of the room for them, added up over the failovers. */
  utilization = 0;
  lastDurationMs = 0;
  lastWaitingMax = 0;
  #open: { readonly startMs: number; waitingMax: number } | undefined;

  constructor(keyspace: string, shard: string) {
    this.keyspace = keyspace;
    this.shard = shard;
  }

  started(nowMs: number): void {
    this.starts += 1;
    this.#open = { startMs: nowMs, waitingMax: 0 };
  }

  waits(count: number): void {
    if (this.#open && count > this.#open.waitingMax) this.#open.waitingMax = count;
  }

  /** The first word on how a failover ended counts. */
  stopped(reason: BufferStop, requestsMax: number, nowMs: number): void {
    if (!this.#open) return;
    const { startMs, waitingMax } = this.#open;
    this.#open = undefined;
    this.lastDurationMs = Math.round(nowMs - startMs);
    this.lastWaitingMax = waitingMax;
    this.durationMs += this.lastDurationMs;
    this.utilization += Math.round((waitingMax * 100) / Math.max(1, requestsMax));
    increment(this.stops, reason);
  }
}

export function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
