import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@vt/servenv';

const RETRY_MS = 1_000;
const RETRY_MS_MAX = 30_000;

/**
 * Brings mysqld to what the tablet is, once, and where that fails (the topology is away, the primary is not there yet) again in the background until it is done or another call does it.
 */
export function repairUntilDone(repair: () => Promise<void>, log: Logger, signal: AbortSignal): () => Promise<void> {
  let latest = 0;
  const attempt = async (): Promise<boolean> => {
    try {
      await repair();
      return true;
    } catch (error) {
      log.warn({ err: error }, 'mysqld is not what it should be yet; trying again');
      return false;
    }
  };
  const again = async (turn: number): Promise<void> => {
    for (let waitMs = RETRY_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MS_MAX)) {
      await delay(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted || turn !== latest || (await attempt())) return;
    }
  };
  return async () => {
    const turn = ++latest;
    if (!(await attempt())) void again(turn);
  };
}
