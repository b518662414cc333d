import { abandonable } from '@vt/base';

/** Runs one piece of work at a time, in the order of asking. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  /** @param signal ends the waiting; work that has begun sees to itself. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const result = this.#last.then(() => {
      begin();
      signal?.throwIfAborted();
      return work();
    });
    this.#last = result.catch(() => {});
    if (signal) await abandonable(begun, signal, () => {});
    return await result;
  }
}
