import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { QueryLog } from './query-log.ts';

const AGAIN_MS = 5_000;

/**
 * Appends the log to a file until the signal aborts. What goes wrong with the file (its disk is full) is told, the same only once, and the file is opened anew a little later:
 * statements go on, and are in the log again when there is space.
 */
export async function logToFile(
  log: QueryLog,
  file: string,
  signal: AbortSignal,
  onProblem: (error: unknown) => void,
  againMs = AGAIN_MS,
): Promise<void> {
  let told = '';
  while (!signal.aborted) {
    const end = new AbortController();
    const abort = (): void => end.abort();
    signal.addEventListener('abort', abort);
    try {
      const lines = log.follow(end.signal);
      if (!lines) throw new Error('too many read the log already');
      await pipeline(lines, createWriteStream(file, { flags: 'a' }));
    } catch (error) {
      const text = String(error);
      if (text !== told) onProblem(error);
      told = text;
      await delay(againMs, undefined, { signal }).catch(() => {});
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
