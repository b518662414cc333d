import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../progress.ts';
import { logTail } from './launch.ts';
import { processesOf } from './processes.ts';
import { readState } from './state.ts';

const POLL_MS = 500;

/**
 * Watches the processes of a cluster until the signal aborts or all have ended, and tells when one dies or comes back. Nothing
 * is restarted here: that a process is down must be seen.
 */
export async function watchCluster(dir: string, signal: AbortSignal): Promise<void> {
  const down = new Set<string>();
  while (!signal.aborted) {
    const state = readState(dir);
    // Another vt took the folder away.
    if (state === undefined) return;
    const processes = processesOf(dir, state);
    for (const { name, identity, kind } of processes) {
      if (identity !== undefined && down.delete(name)) say(`${name} runs again (process ${identity.pid})`);
      if (identity === undefined && !down.has(name)) {
        down.add(name);
        const tail = kind === 'mysqld' ? '' : logTail(dir, name);
        say(`${name} has ended; vt restart ${name} starts it again${tail}`);
      }
    }
    if (processes.every((info) => info.identity === undefined)) return;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
