import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const TAIL_BYTES_MAX = 64 * 1024;
const TAIL_LINES_MAX = 12;

/** How long a log is now; 0 when there is none yet. */
export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What a server wrote to its log since it had `fromBytes`: its errors, or the last lines when it named none. */
export function logTail(file: string, fromBytes: number): string {
  const lines = readFrom(file, fromBytes)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /\[ERROR\]/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-TAIL_LINES_MAX).join('\n');
}

function readFrom(file: string, fromBytes: number): string {
  if (logSize(file) === 0) return '';
  const fd = openSync(file, 'r');
  try {
    const size = fstatSync(fd).size;
    const start = Math.max(Math.min(fromBytes, size), size - TAIL_BYTES_MAX);
    const bytes = Buffer.alloc(size - start);
    readSync(fd, bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
  } finally {
    closeSync(fd);
  }
}
