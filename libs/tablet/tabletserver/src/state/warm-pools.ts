import type { ConnectionPool, PooledConnection } from '@vt/mysql';
import type { Pools } from '../pools.ts';

/** Connections that a pool has when the first clients come, who all come at once; some of it stay free for who comes while they are opened. */
const WARM_MAX = 16;
const WARM_PART = 3 / 4;
/** A primary that is being replaced does not serve either, for a moment, and its mysqld has better things to do then. */
const FIRST_MS = 1_000;
const AGAIN_MS = 60_000;

/**
 * Opens connections before anybody asks for them: for a primary that does not serve yet, to which all clients of a shard come in the moment in which
 * it does.
 */
export class WarmPools {
  readonly #pools: () => Pools | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stop: AbortController | undefined;
  readonly #firstMs: number;

  constructor(pools: () => Pools | undefined, firstMs = FIRST_MS) {
    this.#pools = pools;
    this.#firstMs = firstMs;
  }

  /** Soon and every minute, as idle ones are closed after a while; or no more. */
  keep(isWanted: boolean): void {
    clearTimeout(this.#timer);
    this.#stop?.abort();
    if (isWanted) this.#after(this.#firstMs);
  }

  #after(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#warm();
      this.#after(AGAIN_MS);
    }, ms).unref();
  }

  /** INVARIANT: one at a time. Two that each hold a part of a pool would wait for each other, and everybody for them. */
  #warm(): void {
    this.#stop?.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const { oltp, tx } = this.#pools() ?? {};
    for (const pool of [oltp, tx]) {
      // Who comes first meets the failure, and says so.
      if (pool) warm(pool, Math.min(WARM_MAX, Math.floor(pool.capacity * WARM_PART)), signal).catch(() => {});
    }
  }
}

/** One after the other: it is to disturb nobody. */
async function warm(pool: ConnectionPool, count: number, signal: AbortSignal): Promise<void> {
  const leases: PooledConnection[] = [];
  try {
    while (leases.length < count && !signal.aborted) leases.push(await pool.acquire({ signal }));
  } finally {
    for (const lease of leases) lease.release();
  }
}
