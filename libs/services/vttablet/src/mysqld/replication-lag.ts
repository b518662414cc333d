import type { MysqlServer } from '@vt/mysqlctl';
import type { ReplicationHealth, ReplicationProbe } from '@vt/tabletserver';
import { withReplication } from './dba.ts';

/**
 * How far the replica is behind. While replication does not run (its primary is down, say) the last known lag grows with the clock: the
 * rows that are there can still be read.
 */
export class ReplicationLag implements ReplicationProbe {
  readonly #server: MysqlServer;
  #last: { readonly lagSeconds: number; readonly atMs: number } | undefined;

  constructor(server: MysqlServer) {
    this.#server = server;
  }

  async poll(signal: AbortSignal): Promise<ReplicationHealth> {
    const status = await withReplication(this.#server, (replication) => replication.status(signal), signal);
    if (status === undefined) return this.#estimate('replication is not set up');
    const runs = status.ioState === 'running' && status.sqlState === 'running';
    if (!runs || status.lagSeconds === undefined) {
      return this.#estimate(status.lastIoError || status.lastSqlError || 'replication is not running');
    }
    this.#last = { lagSeconds: status.lagSeconds, atMs: Date.now() };
    return { lagSeconds: status.lagSeconds };
  }

  #estimate(why: string): ReplicationHealth {
    if (this.#last === undefined) return { lagSeconds: 0, error: why };
    return { lagSeconds: this.#last.lagSeconds + (Date.now() - this.#last.atMs) / 1000 };
  }
}
