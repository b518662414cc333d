import type { ConnectionPool, MysqlConnection } from '@vt/mysql';
import type { UnacknowledgedCommits } from './unacknowledged-commits.ts';

/** How long the server may take to end a killed query before its whole connection is killed. */
const PATIENCE_MS = 5000;
/** A kill must not hang on a server that hangs. */
const KILL_TIMEOUT_MS = 10_000;
/** Who waits for the killed statement's end is told so long after the kill at the latest where the server takes none (it stands still). */
const UNHEARD_MS = 2_000;

/** Ends what runs on mysqld, over a connection of its own. */
export class Killer {
  readonly #dba: ConnectionPool;
  readonly #commits: UnacknowledgedCommits;
  readonly #onKill: (what: 'query' | 'connection') => void;

  constructor(dba: ConnectionPool, commits: UnacknowledgedCommits, onKill: (what: 'query' | 'connection') => void) {
    this.#dba = dba;
    this.#commits = commits;
    this.#onKill = onKill;
  }

  /** Ends the running query; if it does not end, the connection; if that cannot be said, our side of the connection. */
  async killQuery(connection: MysqlConnection, isStillRunning: () => boolean): Promise<void> {
    // The kill goes on: should the server hear it later, the statement ends there too.
    const unheard = setTimeout(() => connection.destroy(), UNHEARD_MS);
    const isHeard = await this.#kill('query', connection);
    clearTimeout(unheard);
    if (!isHeard) return connection.destroy();
    const timer = setTimeout(() => {
      if (isStillRunning()) void this.killConnection(connection);
    }, PATIENCE_MS);
    timer.unref();
  }

  async killConnection(connection: MysqlConnection): Promise<void> {
    await this.#kill('connection', connection);
    connection.destroy();
  }

  async #kill(what: 'query' | 'connection', { threadId, isClosed }: MysqlConnection): Promise<boolean> {
    if (isClosed) return true;
    this.#onKill(what);
    try {
      const lease = await this.#dba.acquire({ signal: AbortSignal.timeout(KILL_TIMEOUT_MS) });
      // A connection that was open before says nothing either.
      const silent = setTimeout(() => lease.connection.destroy(), KILL_TIMEOUT_MS);
      try {
        // INVARIANT: such a commit is not killed on MariaDB, which would commit it at once: readers would see what a failover takes away, and the server could not follow
        // a new primary any more.
        if ((await this.#commits.isWaiting(lease.connection, threadId)) && lease.connection.isMariadb) return false;
        await lease.connection.execute(`kill ${what} ${threadId}`);
      } finally {
        clearTimeout(silent);
        lease.release();
      }
      return true;
    } catch {
      return false;
    }
  }
}
