import { VtError } from '@vt/base';

export type Waiter<T> = {
  resolve(value: T): void;
  reject(error: VtError): void;
};

/** Callers who wait for a connection, first come first served. Leaving (timeout, abort) costs the others nothing. */
export class WaiterQueue<T> {
  readonly #entries = new Set<Entry<T>>();

  get size(): number {
    return this.#entries.size;
  }

  add(waiter: Waiter<T>, timeoutMs: number, signal: AbortSignal | undefined, onTimeout: () => VtError): void {
    const entry: Entry<T> = { waiter, timer: undefined, signal, onAbort: undefined };
    if (timeoutMs > 0) entry.timer = setTimeout(() => this.#leave(entry, onTimeout()), timeoutMs);
    if (signal) {
      entry.onAbort = () => this.#leave(entry, abortedError(signal));
      signal.addEventListener('abort', entry.onAbort, { once: true });
    }
    this.#entries.add(entry);
  }

  /** Takes out the one who waits longest. */
  shift(): Waiter<T> | undefined {
    for (const entry of this.#entries) {
      this.#remove(entry);
      return entry.waiter;
    }
    return undefined;
  }

  /** Takes out the first for which this holds, without a word to it; false when there is none. */
  removeIf(is: (waiter: Waiter<T>) => boolean): boolean {
    for (const entry of this.#entries) if (is(entry.waiter)) return this.#remove(entry);
    return false;
  }

  rejectAll(error: VtError): void {
    for (let next = this.shift(); next; next = this.shift()) next.reject(error);
  }

  #leave(entry: Entry<T>, error: VtError): void {
    if (this.#remove(entry)) entry.waiter.reject(error);
  }

  #remove(entry: Entry<T>): boolean {
    if (!this.#entries.delete(entry)) return false;
    if (entry.timer) clearTimeout(entry.timer);
    if (entry.onAbort) entry.signal?.removeEventListener('abort', entry.onAbort);
    return true;
  }
}

type Entry<T> = {
  readonly waiter: Waiter<T>;
  timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal | undefined;
  onAbort: (() => void) | undefined;
};

export function abortedError(signal: AbortSignal | undefined): VtError {
  const reason: unknown = signal?.reason;
  if (reason instanceof VtError) return reason;
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError';
  return timedOut
    ? new VtError({ code: 'DEADLINE_EXCEEDED', message: 'context deadline exceeded' })
    : new VtError({ code: 'CANCELED', message: 'context canceled' });
}
