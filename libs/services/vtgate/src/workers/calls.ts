/** Questions to another process that wait for its answer, by number. An answer that does not come in time is `undefined`. */
export class Calls<T> {
  readonly #waiting = new Map<number, (answer: T | undefined) => void>();
  readonly #timeoutMs: number;
  #last = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** @param send puts the question on its way; false: there is nobody to ask. */
  ask(send: (call: number) => boolean): Promise<T | undefined> {
    this.#last += 1;
    const call = this.#last;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answer(call, undefined), this.#timeoutMs);
      this.#waiting.set(call, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      if (!send(call)) this.answer(call, undefined);
    });
  }

  answer(call: number, answer: T | undefined): void {
    const resolve = this.#waiting.get(call);
    this.#waiting.delete(call);
    resolve?.(answer);
  }
}
