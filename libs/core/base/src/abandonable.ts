/**
 * What the work gives, or a rejection with the signal's reason as soon as that aborts; `abandon` then ends what is under way, and nobody
 * hears of its failure any more: a rejection without a listener would end the process.
 */
export function abandonable<T>(work: Promise<T>, signal: AbortSignal | undefined, abandon: () => void): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason);
      abandon();
    };
    const done = (): void => signal.removeEventListener('abort', onAbort);
    // INVARIANT: before anything else, so that no failure of the work is without a listener.
    work.then(resolve, reject).finally(done);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
