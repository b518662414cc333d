import { existsSync, mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Mysqld } from '@vt/mysqlctl';
import type { Logger } from '@vt/servenv';
import { ActionLock } from '../manager/action-lock.ts';
import { AckedMarker } from '../mysqld/acked-marker.ts';
import { FreshMarker } from '../mysqld/fresh-marker.ts';

const POLL_MS = 200;
const BACKOFF_MS_MAX = 30_000;

/**
 * Who has a mysqld's process: makes, starts and stops it, one order at a time, and starts it again when it ends by itself, as it does after RESTART and CLONE (with status 16).
 *
 * INVARIANT: a primary that crashed while its commits waited for acknowledgements is started by order alone: its recovery would commit what nobody acknowledged, and a tablet looks first
 * whether another has become primary.
 */
export class MysqldOwner {
  readonly mysqld: Mysqld;
  readonly #make: () => Promise<void>;
  readonly #log: Logger;
  readonly #orders = new ActionLock();
  /** Whether it is to run. */
  #isWanted = false;
  #startedAgain = 0;

  constructor(mysqld: Mysqld, make: () => Promise<void>, log: Logger) {
    this.mysqld = mysqld;
    this.#make = make;
    this.#log = log;
  }

  /** How often the server ended by itself and was started again. */
  get startedAgain(): number {
    return this.#startedAgain;
  }

  /** Why the server does not run; undefined: it does. */
  get problem(): string | undefined {
    if (this.mysqld.pid !== undefined) return undefined;
    if (!this.#isWanted) return 'mysqld was stopped by order';
    return this.#mustBeOrdered ? 'mysqld crashed as primary: it waits for its tablet' : 'mysqld is down';
  }

  /** What begins a life: makes the server where there is none, and starts it, unless that is its tablet's to decide. */
  async begin(signal: AbortSignal): Promise<void> {
    if (!this.mysqld.isInitialized || !this.#mustBeOrdered) return await this.start([], signal);
    this.#isWanted = true;
    this.#log.warn('mysqld crashed as primary: it is started when its tablet says so');
  }

  start(args: readonly string[], signal?: AbortSignal): Promise<void> {
    return this.#orders.run(async () => {
      this.#isWanted = true;
      if (this.mysqld.isInitialized) return await this.mysqld.start(signal, args);
      mkdirSync(this.mysqld.layout.dir, { recursive: true });
      new FreshMarker(this.mysqld.layout.dir).set(true);
      await this.#make();
    });
  }

  stop(timeoutMs: number | undefined, isKill: boolean): Promise<void> {
    return this.#orders.run(async () => {
      this.#isWanted = false;
      if (isKill) await this.mysqld.kill();
      else await this.mysqld.stop(timeoutMs);
    });
  }

  /** Watches until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let backoffMs = POLL_MS;
    while (!signal.aborted) {
      await delay(POLL_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted || !this.#isDown) continue;
      try {
        await this.#orders.run(() => this.#startAgain(signal));
        backoffMs = POLL_MS;
      } catch (error) {
        this.#log.error({ err: error, backoffMs }, 'mysqld could not be started again');
        await delay(backoffMs, undefined, { signal }).catch(() => {});
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX);
      }
    }
  }

  async #startAgain(signal: AbortSignal): Promise<void> {
    if (!this.#isDown) return;
    this.#log.warn('mysqld ended by itself: starting it again');
    await this.mysqld.start(signal);
    this.#startedAgain++;
  }

  get #isDown(): boolean {
    return this.#isWanted && this.mysqld.isInitialized && this.mysqld.pid === undefined && !this.#mustBeOrdered;
  }

  /** Who was shut down in peace has removed its pid file. */
  get #mustBeOrdered(): boolean {
    const { dir, pidFile } = this.mysqld.layout;
    return this.mysqld.pid === undefined && new AckedMarker(dir).isSet && existsSync(pidFile);
  }
}
