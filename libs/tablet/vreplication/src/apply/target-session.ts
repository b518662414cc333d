import { type ConnectOptions, MysqlConnection, MysqlSession } from '@vt/mysql';
import { collectResult, type Result } from '@vt/sqltypes';

export type TargetSessionOptions = {
  readonly connect: ConnectOptions;
  readonly dbName: string;
  readonly foreignKeyChecks: boolean;
  readonly netReadTimeoutS: number;
  readonly netWriteTimeoutS: number;
};

const LENIENT = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES';
/** Zero dates and invalid dates go in; what does not fit fails. */
const STRICT = `${LENIENT},STRICT_TRANS_TABLES`;

/** A session that writes rows. */
export class TargetSession extends MysqlSession {
  /** As it begins each transaction. */
  foreignKeyChecks = true;

  static async openFor(options: TargetSessionOptions, signal: AbortSignal): Promise<TargetSession> {
    const connect = {
      programName: 'vreplication',
      ...options.connect,
      database: options.dbName,
      multiStatements: true,
    };
    const session = new TargetSession(await MysqlConnection.connect(connect, signal));
    session.foreignKeyChecks = options.foreignKeyChecks;
    const settings = [
      `sql_mode = '${STRICT}'`,
      "time_zone = '+00:00'",
      `foreign_key_checks = ${Number(options.foreignKeyChecks)}`,
      `net_read_timeout = ${options.netReadTimeoutS}`,
      `net_write_timeout = ${options.netWriteTimeoutS}`,
    ];
    await session.execute(`SET SESSION ${settings.join(', SESSION ')}`, signal);
    return session;
  }

  /** Several statements in one text; none after one that fails is run. */
  async executeAll(sql: string | Uint8Array, signal: AbortSignal): Promise<readonly Result[]> {
    const abort = () => this.close();
    signal.throwIfAborted();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const sink = collectResult();
      this.connection.query(sql, sink);
      return await sink.results;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  async setStrict(isStrict: boolean, signal: AbortSignal): Promise<void> {
    await this.execute(`SET SESSION sql_mode = '${isStrict ? STRICT : LENIENT}'`, signal);
  }
}
