/** How long a transaction that is over may wait to be forgotten together with others: nobody waits for that. */
const GATHER_MS = 50;
const BATCH_MAX = 500;

type Waiting = { readonly dtid: string; readonly resolve: () => void; readonly reject: (error: unknown) => void };

/**
 * Forgets transactions that all shards have done, many in one commit. What is lost of it with the process, a gate's resolver does again: it finds
 * them decided, and each shard's part committed.
 */
export class Concluder {
  readonly #forget: (dtids: readonly string[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(forget: (dtids: readonly string[]) => Promise<void>) {
    this.#forget = forget;
  }

  /** Resolves when it is forgotten. */
  add(dtid: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ dtid, resolve, reject });
      if (this.#waiting.length >= BATCH_MAX) this.flush();
      else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
    });
  }

  /** Does not wait for more. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    this.#forget(batch.map(({ dtid }) => dtid)).then(
      () => {
        for (const { resolve } of batch) resolve();
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
      },
    );
  }
}
