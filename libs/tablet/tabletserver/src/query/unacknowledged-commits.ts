import { VtError } from '@vt/base';
import type { ConnectionPool, MysqlConnection } from '@vt/mysql';

const TOO_MANY_ERRNO = 1203;
/** MySQL and MariaDB call it alike. */
const WAITING = "state like 'Waiting for semi-sync ACK%'";

/**
 * Commits that wait in mysqld for acknowledgements while their clients are gone. No KILL ends such a session (MySQL), or none may (MariaDB), so that each write that is given up
 * leaves one behind as long as no replica is there: in the end they would have all of mysqld's connections, and the replica that comes back could not get in to acknowledge.
 */
export class UnacknowledgedCommits {
  readonly #dba: ConnectionPool;
  readonly #max: number;
  #mayBeSome = false;

  constructor(dba: ConnectionPool, max: number) {
    this.#dba = dba;
    this.#max = max;
  }

  /** Whether what the thread waits for is an acknowledgement; asked before it is given up. */
  async isWaiting(asking: MysqlConnection, threadId: number): Promise<boolean> {
    const sql = `select 1 from information_schema.processlist where id = ${threadId} and ${WAITING}`;
    const { rows } = await asking.execute(sql);
    if (rows.length > 0) this.#mayBeSome = true;
    return rows.length > 0;
  }

  /** Before another connection for writes is opened. @throws RESOURCE_EXHAUSTED where too many were left behind. */
  async check(signal: AbortSignal): Promise<void> {
    if (!this.#mayBeSome) return;
    const waiting = await this.#count(signal);
    if (waiting === 0) this.#mayBeSome = false;
    if (waiting < this.#max) return;
    throw new VtError({
      code: 'RESOURCE_EXHAUSTED',
      errno: TOO_MANY_ERRNO,
      message: `${waiting} commits wait for acknowledgements of replicas: no more transactions are begun meanwhile`,
    });
  }

  async #count(signal: AbortSignal): Promise<number> {
    const lease = await this.#dba.acquire({ signal });
    try {
      const { rows } = await lease.connection.execute(`select 1 from information_schema.processlist where ${WAITING}`);
      return rows.length;
    } finally {
      lease.release();
    }
  }
}
