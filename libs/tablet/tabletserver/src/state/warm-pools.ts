import type { ConnectionPool, PooledConnection } from '@vt/mysql';
import type { Pools } from '../pools.ts';

/** Connections that a pool has when the first clients come, who all come at once; some of it stay free for who comes while they are opened. */
const WARM_MAX = 16;
const WARM_PART = 3 / 4;
const AGAIN_MS = 60_000;

/**
 * Opens connections before anybody asks for them: for a primary that does not serve yet, to which all clients of a shard come in the moment in which
 * it does.
 */
export class WarmPools {
  readonly #pools: () => Pools | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(pools: () => Pools | undefined) {
    this.#pools = pools;
  }

  /** Now and every minute, as idle ones are closed after a while; or no more. */
  keep(isWanted: boolean): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!isWanted) return;
    this.#warm();
    this.#timer = setInterval(() => this.#warm(), AGAIN_MS).unref();
  }

  #warm(): void {
    const { oltp, tx } = this.#pools() ?? {};
    for (const pool of [oltp, tx]) {
      // Who comes first meets the failure, and says so.
      if (pool) warm(pool, Math.min(WARM_MAX, Math.floor(pool.capacity * WARM_PART))).catch(() => {});
    }
  }
}

/** One after the other: it is to disturb nobody. */
async function warm(pool: ConnectionPool, count: number): Promise<void> {
  const leases: PooledConnection[] = [];
  try {
    while (leases.length < count) leases.push(await pool.acquire());
  } finally {
    for (const lease of leases) lease.release();
  }
}
