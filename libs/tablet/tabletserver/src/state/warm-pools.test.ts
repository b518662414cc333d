import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionPool } from '@vt/mysql';
import { expect, test } from 'vitest';
import type { Pools } from '../pools.ts';
import { WarmPools } from './warm-pools.ts';

/** A pool whose connections take a moment to open, and for which one waits when all are taken. */
class SlowPool {
  readonly capacity = 16;
  free = 16;
  acquired = 0;
  readonly #waiters = new Set<() => void>();

  async acquire({ signal }: { signal: AbortSignal }): Promise<{ release(): void }> {
    while (this.free === 0) {
      await new Promise<void>((resolve, reject) => {
        this.#waiters.add(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    }
    this.free--;
    await delay(1);
    this.acquired++;
    return {
      release: () => {
        this.free++;
        for (const wake of this.#waiters) wake();
        this.#waiters.clear();
      },
    };
  }
}

function warmed(): { warmth: WarmPools; pools: readonly SlowPool[] } {
  const [oltp, tx] = [new SlowPool(), new SlowPool()];
  const pools = { oltp, tx } as unknown as Record<'oltp' | 'tx', ConnectionPool> as unknown as Pools;
  return { warmth: new WarmPools(() => pools, 0), pools: [oltp, tx] };
}

test('everything is given back, however often it is asked to begin', async () => {
  const { warmth, pools } = warmed();
  for (let i = 0; i < 3; i++) {
    warmth.keep(true);
    await delay(5);
  }
  await expect.poll(() => pools.map(({ free, acquired }) => free === 16 && acquired >= 12)).toEqual([true, true]);
  warmth.keep(false);
});

test('a primary that serves has all of its pools', async () => {
  const { warmth, pools } = warmed();
  warmth.keep(true);
  await expect.poll(() => pools[0]?.acquired).toBeGreaterThan(2);
  warmth.keep(false);
  await expect.poll(() => pools.map(({ free }) => free)).toEqual([16, 16]);
});
