import type { Mutex } from '../engine/mutex.ts';

/** For the next of many small tables. */
const REST_MS = 500;

type Waiting<T> = { readonly rest: T; readonly restart: () => Promise<void>; readonly timer: NodeJS.Timeout };

/**
 * Streams that rest between two tables of a VDiff. To start them takes longer than to compare a small table, so that they go on only where the next table does
 * not come soon; it brings them along itself.
 */
export class Rests<T> {
  readonly #mutex: Mutex;
  readonly #waiting = new Map<string, Waiting<T>>();

  /** @param mutex is held by who takes and leaves. */
  constructor(mutex: Mutex) {
    this.#mutex = mutex;
  }

  /** For who has them rest on. */
  take(workflow: string): T | undefined {
    const found = this.#waiting.get(workflow);
    clearTimeout(found?.timer);
    this.#waiting.delete(workflow);
    return found?.rest;
  }

  leave(workflow: string, rest: T, restart: () => Promise<void>): void {
    const timer = setTimeout(() => void this.end(workflow).catch(() => {}), REST_MS);
    this.#waiting.set(workflow, { rest, restart, timer });
  }

  /** They go on, if they still rest. */
  async end(workflow: string): Promise<void> {
    await this.#mutex.run(async () => {
      const found = this.#waiting.get(workflow);
      this.take(workflow);
      await found?.restart();
    });
  }
}
