import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Rate = { readonly bytes: number; readonly ms: number };

const mbPerSecond = ({ bytes, ms }: Rate): number => bytes / 1e6 / (Math.max(1, ms) / 1000);

export const rateText = (rate: Rate): string =>
  `${Math.round(rate.bytes / 1e6)} MB in ${Math.round(rate.ms)} ms: ${Math.round(mbPerSecond(rate))} MB/s`;

export const ratioOf = (a: Rate, b: Rate): number => mbPerSecond(a) / mbPerSecond(b);

/** Copies folders as `cp` does, and to the disk, as a backup is. */
export async function plainCopy(folders: readonly string[], to: string): Promise<Rate> {
  const bytes = folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
  mkdirSync(to, { recursive: true });
  const started = performance.now();
  try {
    await run('cp', ['-r', ...folders, to]);
    await run('sync', ['-f', to]);
    return { bytes, ms: performance.now() - started };
  } finally {
    rmSync(to, { recursive: true, force: true });
  }
}

export function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.size ?? 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
