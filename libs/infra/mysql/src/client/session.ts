import { abandonable } from '@vt/base';
import type { Result } from '@vt/sqltypes';
import { MysqlConnection } from './connection.ts';
import type { ConnectOptions } from './options.ts';

const ROWS_MAX = 1_000_000;

/** A row by column name, as text; null is NULL. */
export type TextRow = Readonly<Record<string, string | null>>;

/** One session on a server for our own statements. An abort ends the session: what ran may have been done. */
export class MysqlSession {
  readonly connection: MysqlConnection;

  constructor(connection: MysqlConnection) {
    this.connection = connection;
  }

  static async open(options: ConnectOptions, signal?: AbortSignal): Promise<MysqlSession> {
    return new MysqlSession(await MysqlConnection.connect(options, signal));
  }

  get isClosed(): boolean {
    return this.connection.isClosed;
  }

  /** `@@version` as the server said it when it greeted. */
  get serverVersion(): string {
    return this.connection.serverVersion;
  }

  /** Runs one statement. A failure is a VtError with MySQL's errno. */
  execute(sql: string | Uint8Array, signal?: AbortSignal): Promise<Result> {
    return abandonable(this.connection.execute(sql, ROWS_MAX), signal, () => this.close());
  }

  /** The rows of one statement; none for a statement without a result. */
  async query(sql: string, signal?: AbortSignal): Promise<readonly TextRow[]> {
    signal?.throwIfAborted();
    const { fields, rows } = await this.execute(sql, signal);
    return rows.map((row) =>
      Object.fromEntries(fields.map(({ name }, i) => [name, row[i] ? Buffer.from(row[i]).toString('utf8') : null])),
    );
  }

  /** From now on the sizes of tables in information_schema are those of this moment: MySQL tells, for a day, those it was asked for first. */
  async readFreshStatistics(signal?: AbortSignal): Promise<void> {
    if (!this.connection.isMariadb) await this.execute('SET SESSION information_schema_stats_expiry = 0', signal);
  }

  close(): void {
    this.connection.destroy();
  }
}

/** Opens a session, uses it, and closes it on every path. */
export async function withSession<T>(
  options: ConnectOptions,
  work: (session: MysqlSession) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const session = await MysqlSession.open(options, signal);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
