import { setTimeout as delay } from 'node:timers/promises';
import { anySignal, VtError } from '@vt/base';

/** Of MySQL: threads of replication do not stop while the instance is locked for a backup. */
const ER_LOCKED_FOR_BACKUP = 3857;
/** How long mysqld may take to notice that a copy has ended. */
const LOCKED_MS = 5_000;
const POLL_MS = 20;

/** Copies of the running server. They lock it for as long as they take; a failover does not wait for that: who is in its way is given up. */
export class Copies {
  readonly #running = new Set<AbortController>();

  /** @param copy ends when its signal aborts */
  async run<T>(signal: AbortSignal, copy: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const end = new AbortController();
    this.#running.add(end);
    try {
      return await copy(anySignal([signal, end.signal]));
    } catch (error) {
      throw end.signal.aborted ? end.signal.reason : error;
    } finally {
      this.#running.delete(end);
    }
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
      for (const end of this.#running) end.abort(givenUp());
    }
  }
}

function givenUp(): VtError {
  const message = 'the backup was given up: replication had to change, and the copy of the running server held it up';
  return new VtError({ code: 'ABORTED', message });
}
