import { anySignal as anyOf } from '@vt/base';
import { TopoError } from '../errors.ts';

export function throwIfAborted(signal: AbortSignal | undefined, subject: string): void {
  if (signal?.aborted) throw new TopoError('Interrupted', subject, { cause: signal.reason });
}

/** The promise's outcome, or `Interrupted` as soon as the signal is aborted; the work itself is not stopped. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined, subject: string): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void =>
      reject(new TopoError('Interrupted', subject, { cause: signal.reason, mayHaveRun: true }));
    if (signal.aborted) {
      promise.catch(() => {});
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Throws `Interrupted` when aborted. */
export function sleep(ms: number, signal: AbortSignal | undefined, subject: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return abortable(elapsed, signal, subject).finally(() => clearTimeout(timer));
}

/** Aborts with the first of those given. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return anyOf(signals.filter((signal) => signal !== undefined));
}
