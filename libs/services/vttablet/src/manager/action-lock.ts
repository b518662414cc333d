/** One action at a time, in the order they came. */
export class ActionLock {
  #last: Promise<unknown> = Promise.resolve();

  /** @param signal of who asked: aborted before the action's turn comes, nothing is done any more */
  async run<T>(action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const begin = async (): Promise<T> => {
      signal?.throwIfAborted();
      return await action();
    };
    const turn = this.#last.then(begin, begin);
    this.#last = turn.catch(() => {});
    return await turn;
  }
}
