import { MessageCache, type Waiting } from '../cache/message-cache.ts';

type Taker = (batch: readonly Waiting[] | undefined) => void;

/**
 * The messages of a table on their way out: those that wait, those that are being sent, and subscribers who wait for some, in turn.
 *
 * INVARIANT: a message is in one place: nobody gets it while somebody else is being sent it, or it is being postponed.
 */
export class MessageQueue {
  readonly #cache: MessageCache;
  readonly #batchRows: number;
  readonly #sending = new Set<string>();
  readonly #takers: Taker[] = [];
  /** Nothing waits any more. */
  onDrained: (() => void) | undefined;

  constructor(cacheRows: number, batchRows: number) {
    this.#cache = new MessageCache(cacheRows);
    this.#batchRows = batchRows;
  }

  get waiting(): number {
    return this.#cache.size;
  }

  get sending(): number {
    return this.#sending.size;
  }

  /** 'full': it was left out, and must be looked for later. */
  add(message: Waiting): 'queued' | 'known' | 'full' {
    if (this.#sending.has(message.key) || this.#cache.has(message.key)) return 'known';
    return this.#cache.add(message) ? 'queued' : 'full';
  }

  /** It is not to be sent any more. */
  drop(key: string): void {
    this.#cache.remove(key);
  }

  clear(): void {
    this.#cache.clear();
  }

  /** Gives what waits to those who wait. Called after all of something was added, so that batches are whole. */
  dispatch(): void {
    while (this.#takers.length > 0 && this.#cache.size > 0) this.#takers.shift()?.(this.#cut());
  }

  /** The next batch, which is `settle`d or given back afterwards; undefined when the signal aborts. */
  async take(signal: AbortSignal): Promise<readonly Waiting[] | undefined> {
    if (signal.aborted) return undefined;
    if (this.#takers.length === 0 && this.#cache.size > 0) return this.#cut();
    return await new Promise((resolve) => {
      const abort = (): void => {
        const at = this.#takers.indexOf(taker);
        if (at >= 0) this.#takers.splice(at, 1);
        resolve(undefined);
      };
      const taker: Taker = (batch) => {
        signal.removeEventListener('abort', abort);
        resolve(batch);
      };
      this.#takers.push(taker);
      signal.addEventListener('abort', abort, { once: true });
      if (this.#cache.size === 0) this.onDrained?.();
    });
  }

  #cut(): readonly Waiting[] {
    const batch = this.#cache.take(this.#batchRows);
    for (const { key } of batch) this.#sending.add(key);
    if (this.#cache.size === 0) this.onDrained?.();
    return batch;
  }

  /** They were sent and postponed, or are due no more. */
  settle(batch: readonly Waiting[]): void {
    for (const { key } of batch) this.#sending.delete(key);
  }

  /** They were not sent. False: not all found room, and must be looked for later. */
  giveBack(batch: readonly Waiting[]): boolean {
    this.settle(batch);
    const all = batch.map((message) => this.#cache.add(message));
    this.dispatch();
    return all.every(Boolean);
  }
}
