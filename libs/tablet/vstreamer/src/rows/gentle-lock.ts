import { setTimeout as sleep } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';

/** How long a lock is waited for at a stretch: first, and at most. */
const [FIRST_MS, MAX_MS] = [100, 3_000];
const PAUSE_MS_MAX = 500;
const WAIT_TIMEOUT_ERRNO = 1205;
const INTERRUPTED_ERRNO = 1317;

/**
 * Runs a statement that waits for transactions to end, on `locker`. Whoever comes to write waits behind it, and if one of these transactions is among them, or waits for
 * rows of one of them, for nothing: so it waits for a short time, gives way, and waits longer each time. `other` is a session of the same user that has nothing to do.
 */
export async function lockGently(
  locker: MysqlConnection,
  other: MysqlConnection,
  sql: string,
  signal: AbortSignal,
): Promise<void> {
  await locker.execute(`set session lock_wait_timeout = ${MAX_MS / 1_000}`);
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(2 * waitMs, MAX_MS)) {
    signal.throwIfAborted();
    if (await lockWithin(locker, other, sql, waitMs)) return;
    await sleep(Math.min(waitMs, PAUSE_MS_MAX), undefined, { signal });
  }
}

async function lockWithin(
  locker: MysqlConnection,
  other: MysqlConnection,
  sql: string,
  waitMs: number,
): Promise<boolean> {
  let ending: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    ending = other.execute(`kill query ${locker.threadId}`).catch(() => {});
  }, waitMs);
  try {
    await locker.execute(sql);
    clearTimeout(timer);
    // One that came too late ends the next statement: let that be this.
    if (ending) await ending.then(() => locker.execute('do 0')).catch(ignoreInterruption);
    return true;
  } catch (error) {
    clearTimeout(timer);
    await ending;
    ignoreInterruption(error);
    return false;
  }
}

function ignoreInterruption(error: unknown): void {
  const errno = error instanceof VtError ? error.errno : undefined;
  if (errno !== WAIT_TIMEOUT_ERRNO && errno !== INTERRUPTED_ERRNO) throw error;
}
