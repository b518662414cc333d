/** Bounds the statements that postpone messages, over all tables of a tablet: they are writes of our own, which must leave room for the application's. */
export class Postponer {
  readonly #concurrentMax: number;
  #running = 0;
  /** At most one for each subscriber. */
  readonly #waiting: (() => void)[] = [];

  constructor(concurrentMax: number) {
    this.#concurrentMax = Math.max(1, concurrentMax);
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrentMax) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Who waited takes the place over.
      if (next) next();
      else this.#running--;
    }
  }
}
