import type { MysqlServer } from '@vt/mysqlctl';
import type { ReplicationHealth, ReplicationProbe } from '@vt/tabletserver';
import { withReplication } from './dba.ts';
import { heartbeatAge } from './heartbeat.ts';
import { HeartbeatReads } from './heartbeat-reads.ts';

/** Of a tablet that follows nobody and is to follow nobody. */
export const noReplication: ReplicationProbe = { poll: async () => ({ lagSeconds: 0 }) };

/**
 * How far the replica is behind. While replication does not run (its primary is down, say) the last known lag grows with the clock: the
 * rows that are there can still be read.
 */
export class ReplicationLag implements ReplicationProbe {
  readonly #server: MysqlServer;
  readonly #heartbeatRow: string | undefined;
  readonly heartbeats: HeartbeatReads = new HeartbeatReads();
  #last: { readonly lagSeconds: number; readonly atMs: number } | undefined;

  /** @param heartbeatRow the row of `_vt.heartbeat` that tells the lag; undefined: the server's own figure does, in whole seconds */
  constructor(server: MysqlServer, heartbeatRow?: string) {
    this.#server = server;
    this.#heartbeatRow = heartbeatRow;
  }

  async poll(signal: AbortSignal): Promise<ReplicationHealth> {
    const status = await withReplication(this.#server, (replication) => replication.status(signal), signal);
    if (status === undefined) return this.#estimate('replication is not set up');
    const runs = status.ioState === 'running' && status.sqlState === 'running';
    if (!runs || status.lagSeconds === undefined) {
      return this.#estimate(status.lastIoError || status.lastSqlError || 'replication is not running');
    }
    const beat =
      this.#heartbeatRow === undefined ? undefined : await heartbeatAge(this.#server, this.#heartbeatRow, signal);
    if (this.#heartbeatRow !== undefined) this.heartbeats.note(beat);
    const lagSeconds = beat ?? status.lagSeconds;
    this.#last = { lagSeconds, atMs: performance.now() };
    return { lagSeconds };
  }

  #estimate(why: string): ReplicationHealth {
    if (this.#last === undefined) return { lagSeconds: 0, error: why };
    return { lagSeconds: this.#last.lagSeconds + (performance.now() - this.#last.atMs) / 1000 };
  }
}
