/**
 * Messages from a producer that is told to wait to a consumer that takes one after the other: what stands between a sink and a gRPC
 * stream.
 */
export class MessageQueue<T> implements AsyncIterable<T> {
  readonly #lengthMax: number;
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #isEnded = false;
  #error: unknown;
  /** The consumer has taken everything. */
  onEmpty: (() => void) | undefined;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /** False: the producer should wait for `onEmpty`. */
  push(item: T): boolean {
    if (!this.#isEnded) this.#items.push(item);
    this.#notify();
    return this.#items.length < this.#lengthMax;
  }

  end(): void {
    this.#isEnded = true;
    this.#notify();
  }

  fail(error: unknown): void {
    this.#error ??= error;
    this.end();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const items = this.#items;
      this.#items = [];
      yield* items;
      if (this.#items.length > 0) continue;
      if (this.#isEnded) break;
      this.onEmpty?.();
      if (this.#items.length === 0 && !this.#isEnded) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    if (this.#error !== undefined) throw this.#error;
  }
}
