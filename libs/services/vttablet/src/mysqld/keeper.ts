import { setTimeout as delay } from 'node:timers/promises';
import type { Mysqld } from '@vt/mysqlctl';
import type { Logger } from '@vt/servenv';

const POLL_MS = 500;
const BACKOFF_MS_MAX = 30_000;

/** Starts a managed mysqld again when it died by itself, waiting longer after each failure. */
export class MysqldKeeper {
  readonly #mysqld: Mysqld;
  readonly #log: Logger;
  readonly #beforeStart: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly #onRestart: () => Promise<void>;
  #isHeld = false;

  constructor(
    mysqld: Mysqld,
    log: Logger,
    beforeStart: (signal: AbortSignal) => Promise<readonly string[]>,
    onRestart: () => Promise<void>,
  ) {
    this.#mysqld = mysqld;
    this.#log = log;
    this.#beforeStart = beforeStart;
    this.#onRestart = onRestart;
  }

  /** While held, a mysqld that is down stays down: somebody means it. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  /** Brings mysqld to what the tablet is, again and again until that is done. */
  async repair(): Promise<void> {
    await this.#onRestart();
  }

  /** Watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let backoffMs = POLL_MS;
    while (!signal.aborted) {
      await delay(POLL_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted || this.#isHeld || this.#mysqld.pid !== undefined) continue;
      this.#log.warn({ dir: this.#mysqld.layout.dir }, 'mysqld died; it will be started again');
      try {
        const args = await this.#beforeStart(signal);
        if (this.#isHeld) continue;
        await this.#mysqld.start(signal, args);
        backoffMs = POLL_MS;
        await this.#onRestart();
      } catch (error) {
        this.#log.error({ err: error, backoffMs }, 'mysqld could not be started again');
        await delay(backoffMs, undefined, { signal }).catch(() => {});
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX);
      }
    }
  }
}
