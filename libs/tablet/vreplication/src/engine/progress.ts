/** Tells who waits that a stream's row changed. */
export class Progress {
  readonly #waiting = new Map<number, Set<() => void>>();

  changed(id: number): void {
    for (const wake of this.#waiting.get(id) ?? []) wake();
  }

  /** Somebody waits for what the stream does. */
  isAwaited(id: number): boolean {
    return this.#waiting.has(id);
  }

  /** Resolves at the next change, or after `timeoutMs`. Rejects when the signal aborts. */
  next(id: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting);
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(id) === waiting) this.#waiting.delete(id);
      };
      const wake = () => {
        leave();
        resolve();
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const timer = setTimeout(wake, timeoutMs);
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      waiting.add(wake);
    });
  }
}
