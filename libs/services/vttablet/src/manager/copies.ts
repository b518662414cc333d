import { setTimeout as delay } from 'node:timers/promises';
import { anySignal, VtError } from '@vt/base';
import { ActionLock } from './action-lock.ts';

/** Of MySQL: threads of replication do not stop while the instance is locked for a backup. */
const ER_LOCKED_FOR_BACKUP = 3857;
/** How long mysqld may take to notice that a copy has ended. */
const LOCKED_MS = 5_000;
const POLL_MS = 20;

/** Copies of the running server, which lock it for as long as they take, and of one that is stopped. A failover waits for neither: what is in its way is given up. */
export class Copies {
  /** INVARIANT: one backup or restore at a time: each removes what is left of those before it. Taken before the tablet's action lock. */
  readonly oneAtATime = new ActionLock();
  readonly #running = new Set<AbortController>();
  readonly #ofStopped = new Set<AbortController>();

  /** @param copy ends when its signal aborts */
  run<T>(signal: AbortSignal, copy: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return kept(this.#running, signal, copy);
  }

  /** As run, while the server is stopped. */
  runStopped<T>(signal: AbortSignal, copy: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return kept(this.#ofStopped, signal, copy);
  }

  /** The shard needs this tablet's mysqld more than a copy of it: who stopped it for one starts it again. */
  giveServerBack(): void {
    for (const end of this.#ofStopped) end.abort(givenUp('the shard is to get another primary, and needs this mysqld'));
  }

  /** Does work that stops replication, as often as a copy is in its way; the copies end. */
  async displacing<T>(work: () => Promise<T>): Promise<T> {
    for (const untilMs = performance.now() + LOCKED_MS; ; await delay(POLL_MS)) {
      try {
        return await work();
      } catch (error) {
        const isLocked = error instanceof VtError && error.errno === ER_LOCKED_FOR_BACKUP;
        if (!isLocked || performance.now() >= untilMs) throw error;
      }
      for (const end of this.#running)
        end.abort(givenUp('replication had to change, and the copy of the running server held it up'));
    }
  }
}

async function kept<T>(
  running: Set<AbortController>,
  signal: AbortSignal,
  copy: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  running.add(end);
  try {
    return await copy(anySignal([signal, end.signal]));
  } catch (error) {
    throw end.signal.aborted ? end.signal.reason : error;
  } finally {
    running.delete(end);
  }
}

function givenUp(why: string): VtError {
  return new VtError({ code: 'ABORTED', message: `the backup was given up: ${why}` });
}
