import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLine } from './process-identity.ts';

const POLL_MS = 100;

/** Runs `work` while no other process of this machine holds `file`. The lock of a process that is gone is taken over. */
export async function withFileLock<T>(file: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  while (!take(file)) {
    signal?.throwIfAborted();
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  const own = `${process.pid} ${commandLine(process.pid)}`;
  try {
    writeFileSync(file, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (isStale(file)) rmSync(file, { force: true });
  return false;
}

function isStale(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return false; // released meanwhile
  }
  if (text === '') return false; // just being written
  const [pid = ''] = text.split(' ', 1);
  return commandLine(Number(pid)) !== text.slice(pid.length + 1);
}
