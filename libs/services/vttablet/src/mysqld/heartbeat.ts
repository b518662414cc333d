import { setTimeout as delay } from 'node:timers/promises';
import type { MysqlServer } from '@vt/mysqlctl';
import type { Logger } from '@vt/servenv';
import { literal } from '../manager/literal.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba } from './dba.ts';

export type HeartbeatOptions = {
  /** `keyspace:shard`, the row's key. */
  readonly row: string;
  readonly uid: number;
  readonly intervalMs: number;
};

const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1e9;

/** While the tablet is primary: writes the time into `_vt.heartbeat` at an interval, from which its replicas see how far behind they are. */
export class HeartbeatWriter {
  readonly #manager: TabletManager;
  readonly #options: HeartbeatOptions;
  readonly #log: Logger;
  /** Beats that were written, and that were not, since the start. */
  writes = 0;
  errors = 0;

  constructor(manager: TabletManager, options: HeartbeatOptions, log: Logger) {
    this.#manager = manager;
    this.#options = options;
    this.#log = log;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A beat that waits for an acknowledgement holds up the next: one waits, not many.
      if (this.#mayWrite()) await this.#beat();
      await delay(this.#options.intervalMs, undefined, { signal }).catch(() => {});
    }
  }

  #mayWrite(): boolean {
    return this.#manager.type === 'PRIMARY' && !this.#manager.isDemoted;
  }

  async #beat(): Promise<void> {
    const { row, uid } = this.#options;
    const ns = BigInt(Date.now()) * NS_PER_MS;
    const sql = `INSERT INTO _vt.heartbeat (keyspaceShard, tabletUid, ts) VALUES (${literal(row)}, ${uid}, ${ns}) ON DUPLICATE KEY UPDATE tabletUid = VALUES(tabletUid), ts = VALUES(ts)`;
    try {
      await asDba(this.#manager.server, async (connection) => {
        // INVARIANT: asked again when the session is there. MariaDB's read-only mode does not hold this account: a beat of a demoted primary would be an errant transaction.
        if (!this.#mayWrite()) return;
        await connection.query(sql);
        this.writes++;
      });
    } catch (error) {
      if (this.errors++ === 0) this.#log.warn({ err: error }, 'a heartbeat could not be written');
    }
  }
}

/** How old the last heartbeat is that arrived here, in seconds; undefined: none did. */
export async function heartbeatAge(server: MysqlServer, row: string, signal: AbortSignal): Promise<number | undefined> {
  const sql = `SELECT ts FROM _vt.heartbeat WHERE keyspaceShard = ${literal(row)}`;
  const [found] = await asDba(server, (connection) => connection.query(sql, signal), signal).catch(() => []);
  if (!found?.['ts']) return undefined;
  return Math.max(0, (Date.now() * 1e6 - Number(found['ts'])) / NS_PER_S);
}
