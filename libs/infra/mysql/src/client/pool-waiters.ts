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
  readonly #byCaller = new Map<string, CallerQueue<T>>();
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
    let queue = this.#byCaller.get(caller);
    if (!queue) {
      queue = { caller, first: undefined, last: undefined };
      this.#byCaller.set(caller, queue);
    }
    const entry: Entry<T> = {
      waiter,
      queue,
      before: queue.last,
      behind: undefined,
      timer: undefined,
      signal,
      onAbort: undefined,
    };
    if (timeoutMs > 0) entry.timer = setTimeout(() => this.#leave(entry, onTimeout()), timeoutMs);
    if (signal) {
      entry.onAbort = () => this.#leave(entry, abortedError(signal));
      signal.addEventListener('abort', entry.onAbort, { once: true });
    }
    if (queue.last) queue.last.behind = entry;
    else queue.first = entry;
    queue.last = entry;
    this.#size++;
  }

  /** Takes out the one whose turn it is. */
  shift(): Waiter<T> | undefined {
    for (const queue of this.#byCaller.values()) {
      const entry = queue.first as Entry<T>;
      this.#remove(entry);
      if (queue.first && this.#byCaller.size > 1) {
        this.#byCaller.delete(queue.caller);
        this.#byCaller.set(queue.caller, queue);
      }
      return entry.waiter;
    }
    return undefined;
  }

  /** Takes out the first for which this holds, without a word to it; false when there is none. */
  removeIf(is: (waiter: Waiter<T>) => boolean): boolean {
    for (const { first } of this.#byCaller.values()) {
      for (let entry = first; entry; entry = entry.behind) if (is(entry.waiter)) return this.#remove(entry);
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
    const { queue, before, behind } = entry;
    if (!queue) return false;
    if (before) before.behind = behind;
    else queue.first = behind;
    if (behind) behind.before = before;
    else queue.last = before;
    // INVARIANT: one that is out points to none: grown old, it would keep those behind it from dying young.
    entry.queue = undefined;
    entry.before = undefined;
    entry.behind = undefined;
    this.#size--;
    if (!queue.first) this.#byCaller.delete(queue.caller);
    if (entry.timer) clearTimeout(entry.timer);
    if (entry.onAbort) entry.signal?.removeEventListener('abort', entry.onAbort);
    return true;
  }
}

/** One caller's requests. INVARIANT: it is in the map while it has any. */
type CallerQueue<T> = { readonly caller: string; first: Entry<T> | undefined; last: Entry<T> | undefined };

type Entry<T> = {
  readonly waiter: Waiter<T>;
  /** Undefined: it does not wait any more. */
  queue: CallerQueue<T> | undefined;
  before: Entry<T> | undefined;
  behind: Entry<T> | undefined;
  timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal | undefined;
  onAbort: (() => void) | undefined;
};

export function abortedError(signal: AbortSignal | undefined): VtError {
  const reason: unknown = signal?.reason;
  if (reason instanceof VtError) return reason;
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError';
  return timedOut
    ? new VtError({ code: 'DEADLINE_EXCEEDED', errno: 3024, state: 'HY000', message: 'context deadline exceeded' })
    : new VtError({ code: 'CANCELED', message: 'context canceled' });
}
