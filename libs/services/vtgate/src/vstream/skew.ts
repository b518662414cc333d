/** Streams of shards may be apart by so much before those in front wait. */
const SKEW_SECONDS_MAX = 10 * 60;

/** Holds streams whose transactions are much later than those of the slowest. Times are the log's, in seconds. */
export class Skew {
  readonly #times = new Map<string, number>();
  #waiting: (() => void)[] = [];

  /** The stream begins: it does not hold others before it has a time. */
  forget(shard: string): void {
    this.#times.delete(shard);
    this.#wake();
  }

  /** Resolves when the shard's stream may go on from `seconds`, or the signal aborts. */
  async pass(shard: string, seconds: number, signal: AbortSignal): Promise<void> {
    if (seconds === 0) return;
    this.#times.set(shard, seconds);
    this.#wake();
    while (!signal.aborted && this.#isAhead(shard)) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  #isAhead(shard: string): boolean {
    const own = this.#times.get(shard);
    if (own === undefined || this.#times.size < 2) return false;
    return own - Math.min(...this.#times.values()) > SKEW_SECONDS_MAX;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
