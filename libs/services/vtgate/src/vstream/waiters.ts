/** Who waits for the same thing to change. */
export class Waiters {
  #waiting: (() => void)[] = [];

  /** Resolves at the next `wake`, or when the signal aborts. INVARIANT: it leaves no listener behind: a stream waits any number of times. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', go, { once: true });
    });
  }

  wake(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}
