import type { VtError } from '@vt/base';
import type { OkInfo, ResultSink } from '@vt/sqltypes';

/** Waits, without a promise, for the answers of statements that give no rows and were sent in one go. */
export class PlainAnswers implements ResultSink {
  onDrain = undefined;
  #left: number;
  #error: VtError | undefined;
  readonly #done: (error: VtError | undefined) => void;

  /** @param done gets the first failure, if there was one, once all are answered. */
  constructor(count: number, done: (error: VtError | undefined) => void) {
    this.#left = count;
    this.#done = done;
  }

  columns(): void {}

  rows(): boolean {
    return true;
  }

  end(_ok: OkInfo, more: boolean): void {
    if (!more) this.#answered();
  }

  error(error: VtError): void {
    this.#error ??= error;
    this.#answered();
  }

  #answered(): void {
    if (--this.#left === 0) this.#done(this.#error);
  }
}
