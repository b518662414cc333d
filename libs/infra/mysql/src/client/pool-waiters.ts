import { VtError } from '@vt/base';

export type Waiter<T> = {
  resolve(value: T): void;
  reject(error: VtError): void;
};

/**
 * Callers who wait for a connection: first come first served among the requests of one caller, and the callers take turns, so that one with
 * a thousand requests does not make one with a single request wait for all of them. Leaving (timeout, abort) costs the others nothing.
 */
export class WaiterQueue<T> {
  readonly #byCaller = new Map<string, Set<Entry<T>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(
    waiter: Waiter<T>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    onTimeout: () => VtError,
    caller = '',
  ): void {
    const entry: Entry<T> = { waiter, caller, timer: undefined, signal, onAbort: undefined };
    if (timeoutMs > 0) entry.timer = setTimeout(() => this.#leave(entry, onTimeout()), timeoutMs);
    if (signal) {
      entry.onAbort = () => this.#leave(entry, abortedError(signal));
      signal.addEventListener('abort', entry.onAbort, { once: true });
    }
    const own = this.#byCaller.get(caller);
    if (own) own.add(entry);
    else this.#byCaller.set(caller, new Set([entry]));
    this.#size++;
  }

  /** Takes out the one whose turn it is. */
  shift(): Waiter<T> | undefined {
    for (const [caller, entries] of this.#byCaller) {
      for (const entry of entries) {
        this.#remove(entry);
        if (entries.size > 0 && this.#byCaller.size > 1) {
          this.#byCaller.delete(caller);
          this.#byCaller.set(caller, entries);
        }
        return entry.waiter;
      }
    }
    return undefined;
  }

  /** Takes out the first for which this holds, without a word to it; false when there is none. */
  removeIf(is: (waiter: Waiter<T>) => boolean): boolean {
    for (const entries of this.#byCaller.values()) {
      for (const entry of entries) if (is(entry.waiter)) return this.#remove(entry);
    }
    return false;
  }

  rejectAll(error: VtError): void {
    for (let next = this.shift(); next; next = this.shift()) next.reject(error);
  }

  #leave(entry: Entry<T>, error: VtError): void {
    if (this.#remove(entry)) entry.waiter.reject(error);
  }

  #remove(entry: Entry<T>): boolean {
    const entries = this.#byCaller.get(entry.caller);
    if (!entries?.delete(entry)) return false;
    this.#size--;
    if (entries.size === 0) this.#byCaller.delete(entry.caller);
    if (entry.timer) clearTimeout(entry.timer);
    if (entry.onAbort) entry.signal?.removeEventListener('abort', entry.onAbort);
    return true;
  }
}

type Entry<T> = {
  readonly waiter: Waiter<T>;
  readonly caller: string;
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
