import { setTimeout as sleep } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { MysqlConnection } from './connection.ts';

/** How long a lock is waited for at a stretch: first, and at most. */
const FIRST_MS = 100;
/** Some seventeen rounds, or ten seconds, before anybody is made to wait for the most. */
const GROWTH = 1.15;
export const LOCK_MS_MAX = 1_000;
const PAUSE_MS_MAX = 500;
const WAIT_TIMEOUT_ERRNO = 1205;
const INTERRUPTED_ERRNO = 1317;
/** The account may not, or (a hosted server's) nobody may. */
const DENIED_ERRNOS = new Set([1044, 1045, 1142, 1227]);

/** A statement that locks. */
export type LockWay = {
  readonly sql: string;
  /** Tried once others were waited for so long at a stretch, in vain; 0: at once. */
  readonly fromMs: number;
  /** Never waited for longer than this at a stretch. */
  readonly mostMs: number;
  /** A query that finds something where this way would do harm now; it is passed over then. */
  readonly unless?: string;
};

/**
 * FLUSH TABLES WITH READ LOCK, which waits for statements, not for transactions.
 *
 * INVARIANT: not while a statement runs that will take long: whoever wants a table that it reads then waits for its end, also when the lock has been given up, as mysqld has closed
 * the table for all but those who have it. Who waits for a client to take rows may be at the beginning of a long answer; of
 * others the first second is not told from a short statement.
 */
export const flushWithReadLock = (way: Pick<LockWay, 'fromMs' | 'mostMs'>): LockWay => ({
  ...way,
  sql: 'flush tables with read lock',
  unless: `select 1 from information_schema.processlist where id <> connection_id() and user <> 'system user'
    and command in ('Query', 'Execute') and (time >= 1 or state in ('Sending to client', 'Writing to net')) limit 1`,
});

/** Runs a piece of work when no other of the same server's runs. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Locks in one of several ways, and does `work` under the lock, which is `work`'s to let go. What is waited for are others' statements or transactions, and whoever comes
 * to write waits behind that, and if one of these others is among them, or waits for rows of one of them, for nothing: so each way is waited for a short time,
 * gives way, and the next ones are waited for longer. Between two tries it is others' turn.
 */
export async function underGentleLock<T>(
  sessions: LockSessions,
  ways: readonly LockWay[],
  work: () => Promise<T>,
  turns: Turns,
  signal: AbortSignal,
): Promise<T> {
  let allowed = ways;
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(GROWTH * waitMs, LOCK_MS_MAX)) {
    const usable = allowed.filter(({ fromMs }) => fromMs <= waitMs);
    for (const way of usable.length > 0 ? usable : allowed) {
      const stretchMs = Math.min(waitMs, way.mostMs);
      const outcome = await turns(async () => {
        signal.throwIfAborted();
        if (way.unless !== undefined && (await sessions.locker.execute(way.unless)).rows.length > 0) return 'waited';
        const locked = await lockWithin(sessions, way.sql, stretchMs, signal);
        return locked === 'locked' ? { done: await work() } : locked;
      });
      if (outcome === 'waited') await sleep(Math.min(stretchMs, PAUSE_MS_MAX), undefined, { signal });
      else if ('done' in outcome) return outcome.done;
      else if (allowed.length > 1) allowed = allowed.filter((one) => one !== way);
      else throw outcome.denied;
    }
  }
}

/** The one that locks, and another of the same user that has nothing to do. */
export type LockSessions = { readonly locker: MysqlConnection; readonly other: MysqlConnection };

type Outcome = 'locked' | 'waited' | { readonly denied: unknown };

/** INVARIANT: nothing goes on waiting on the server when this is over; that its client is gone would be noticed by nobody there. */
async function lockWithin(
  { locker, other }: LockSessions,
  sql: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<Outcome> {
  await locker.execute(`set session lock_wait_timeout = ${Math.ceil(waitMs / 1_000)}`);
  let ending: Promise<unknown> | undefined;
  const end = (): void => {
    ending ??= other.execute(`kill query ${locker.threadId}`).catch(() => {});
  };
  const timer = setTimeout(end, waitMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    await locker.execute(sql);
    clearTimeout(timer);
    // One that came too late ends the next statement: let that be this.
    if (ending) await ending.then(() => locker.execute('do 0')).catch(ignoreInterruption);
    return 'locked';
  } catch (error) {
    clearTimeout(timer);
    await ending;
    if (error instanceof VtError && DENIED_ERRNOS.has(error.errno ?? 0)) return { denied: error };
    ignoreInterruption(error);
    // FLUSH TABLES WITH READ LOCK that is ended while it waits for tables that are read keeps, for all its error, the lock on all writes that it had got before.
    await locker.execute('unlock tables');
    return 'waited';
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function ignoreInterruption(error: unknown): void {
  const errno = error instanceof VtError ? error.errno : undefined;
  if (errno !== WAIT_TIMEOUT_ERRNO && errno !== INTERRUPTED_ERRNO) throw error;
}
