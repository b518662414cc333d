import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@vt/servenv';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba, withReplication } from './dba.ts';

/** Between looks while commits wait. */
const SECOND_LOOK_MS = 500;
const QUERY_TIMEOUT_MS = 5_000;

export type Waiting = { readonly sessions: number; readonly acknowledged: bigint };

/** Commits wait, and none was acknowledged between two looks: nobody is there to acknowledge. */
export function isBlocked(first: Waiting, second: Waiting): boolean {
  return first.sessions > 0 && second.sessions > 0 && first.acknowledged === second.acknowledged;
}

/**
 * Watches whether a primary's commits wait in vain for acknowledgements. MySQL wakes them only when a later transaction is acknowledged, so a row is written to
 * `_vt.semisync_heartbeat` while they wait: when a replica is back, its acknowledgement sets them free.
 */
export class SemiSyncMonitor {
  readonly #manager: TabletManager;
  readonly #intervalMs: number;
  readonly #log: Logger;
  #isBlocked = false;
  #isWriting = false;
  #errors = 0;

  constructor(manager: TabletManager, intervalMs: number, log: Logger) {
    this.#manager = manager;
    this.#intervalMs = intervalMs;
    this.#log = log;
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Looks that failed, and heartbeats that could not be written. */
  get errors(): number {
    return this.#errors;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // What cannot be asked is the business of those who watch over mysqld itself.
      await this.#look(signal).catch(() => {
        this.#isBlocked = false;
        if (!signal.aborted) this.#errors++;
      });
      const pauseMs = this.#isBlocked ? SECOND_LOOK_MS : this.#intervalMs;
      await delay(pauseMs, undefined, { signal }).catch(() => {});
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const wasBlocked = this.#isBlocked;
    this.#isBlocked = await this.#isBlockedNow(signal);
    if (this.#isBlocked && !wasBlocked) this.#log.warn('commits wait for acknowledgements that do not come');
    if (!this.#isBlocked && wasBlocked) this.#log.info('commits are acknowledged again');
    // One at a time: it waits like the others.
    if (this.#isBlocked && !this.#isWriting) void this.#heartbeat();
  }

  async #isBlockedNow(signal: AbortSignal): Promise<boolean> {
    if (!this.#mayWrite()) return false;
    const first = await this.#waiting();
    if (first.sessions === 0) return false;
    await delay(SECOND_LOOK_MS, undefined, { signal });
    const second = await this.#waiting();
    // While replicas turn to a new primary its first commits wait as well: that is not in vain.
    if (!isBlocked(first, second)) return false;
    await delay(SECOND_LOOK_MS, undefined, { signal });
    return isBlocked(second, await this.#waiting());
  }

  #mayWrite(): boolean {
    return this.#manager.type === 'PRIMARY' && !this.#manager.isDemoted;
  }

  async #waiting(): Promise<Waiting> {
    const signal = AbortSignal.timeout(QUERY_TIMEOUT_MS);
    return await withReplication(
      this.#manager.server,
      async (replication) => {
        const { waitSessions, acknowledged } = await replication.semiSync(signal);
        return { sessions: waitSessions, acknowledged };
      },
      signal,
    );
  }

  async #heartbeat(): Promise<void> {
    this.#isWriting = true;
    try {
      // Without a limit of time: a session that we left would go on waiting in mysqld, and soon there would be many.
      await this.#write('INSERT INTO _vt.semisync_heartbeat (ts) VALUES (NOW())');
      await this.#write('DELETE FROM _vt.semisync_heartbeat');
    } catch {
      // Still nobody acknowledges: the next look writes another.
      this.#errors++;
    } finally {
      this.#isWriting = false;
    }
  }

  /**
   * INVARIANT: asked again when the session is there, and after a wait. MariaDB's read-only mode does not hold this account: what is written on a demoted primary would be an errant
   * transaction.
   */
  async #write(sql: string): Promise<void> {
    await asDba(this.#manager.server, async (connection) => {
      if (this.#mayWrite()) await connection.query(sql);
    });
  }
}
