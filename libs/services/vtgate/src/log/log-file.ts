import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { QueryLog } from './query-log.ts';

/** Appends the log to a file until the signal aborts. What goes wrong with the file is told; statements go on. */
export async function logToFile(
  log: QueryLog,
  file: string,
  signal: AbortSignal,
  onProblem: (error: unknown) => void,
): Promise<void> {
  try {
    const lines = log.follow(signal);
    if (!lines) throw new Error('too many read the log already');
    await pipeline(lines, createWriteStream(file, { flags: 'a' }));
  } catch (error) {
    onProblem(error);
  }
}
