/**
 * Runs `work` with a controller of its own that is aborted when `signal` is. For what ends soon and is done often: `anySignal`, whose signal may
 * outlive its sources, keeps weak references and finalizers, and costs two to three times as much.
 */
export async function stoppable<T>(signal: AbortSignal, work: (stop: AbortController) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(stop);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
