import { Waiters } from './waiters.ts';

/** Streams of shards may be apart by so much before those in front wait. */
const SKEW_SECONDS_MAX = 10 * 60;

/** Holds streams whose transactions are much later than those of the slowest. Times are the log's, in seconds. */
export class Skew {
  readonly #times = new Map<string, number>();
  readonly #waiters = new Waiters();

  /** The stream begins: it does not hold others before it has a time. */
  forget(shard: string): void {
    this.#times.delete(shard);
    this.#waiters.wake();
  }

  /** Resolves when the shard's stream may go on from `seconds`, or the signal aborts. */
  async pass(shard: string, seconds: number, signal: AbortSignal): Promise<void> {
    if (seconds === 0) return;
    this.#times.set(shard, seconds);
    this.#waiters.wake();
    while (!signal.aborted && this.#isAhead(shard)) await this.#waiters.wait(signal);
  }

  #isAhead(shard: string): boolean {
    const own = this.#times.get(shard);
    if (own === undefined || this.#times.size < 2) return false;
    return own - Math.min(...this.#times.values()) > SKEW_SECONDS_MAX;
  }
}
