import { VtError } from '@vt/base';

export type Waiter<T> = {
  readonly resolve: (value: T) => void;
  readonly reject: (error: VtError) => void;
  readonly settingsKey: string;
};

type Entry<T> = Waiter<T> & { timer: NodeJS.Timeout | undefined; signal: AbortSignal | undefined; onAbort: () => void };

/** Callers who wait for a connection, first come first served. Leaving (timeout, abort) costs the others nothing. */
export class WaiterQueue<T> {
  readonly #entries = new Set<Entry<T>>();

  get size(): number {
    return this.#entries.size;
  }

  add(waiter: Waiter<T>, timeoutMs: number, signal: AbortSignal | undefined, onTimeout: () => VtError): void {
    const leave = (error: VtError) => {
      if (this.#remove(entry)) entry.reject(error);
    };
    const onAbort = () => leave(abortedError(signal));
    const timer = timeoutMs > 0 ? setTimeout(() => leave(onTimeout()), timeoutMs) : undefined;
    const entry: Entry<T> = { ...waiter, timer, signal, onAbort };
    this.#entries.add(entry);
    signal?.addEventListener('abort', onAbort, { once: true });
  }

  /** Takes out the one who waits longest. */
  shift(): Waiter<T> | undefined {
    for (const entry of this.#entries) {
      this.#remove(entry);
      return entry;
    }
    return undefined;
  }

  rejectAll(error: VtError): void {
    for (let next = this.shift(); next; next = this.shift()) next.reject(error);
  }

  #remove(entry: Entry<T>): boolean {
    if (!this.#entries.delete(entry)) return false;
    clearTimeout(entry.timer);
    entry.signal?.removeEventListener('abort', entry.onAbort);
    return true;
  }
}

export function abortedError(signal: AbortSignal | undefined): VtError {
  const reason: unknown = signal?.reason;
  if (reason instanceof VtError) return reason;
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError';
  return timedOut
    ? new VtError({ code: 'DEADLINE_EXCEEDED', message: 'context deadline exceeded' })
    : new VtError({ code: 'CANCELED', message: 'context canceled' });
}
