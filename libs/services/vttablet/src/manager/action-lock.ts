/** One action at a time, in the order they came. */
export class ActionLock {
  #last: Promise<unknown> = Promise.resolve();

  async run<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action, action);
    this.#last = turn.catch(() => {});
    return await turn;
  }
}
