import { abandonable } from '@vt/base';
import { type ConnectOptions, MysqlConnection } from '@vt/mysql';
import type { Result } from '@vt/sqltypes';

const ROWS_MAX = 100_000;

/** A row by column name, as text; null is NULL. */
export type TextRow = Readonly<Record<string, string | null>>;

/** One session of vt_dba in the tablet's database. An abort ends it: what ran may have been done. */
export class Session {
  readonly connection: MysqlConnection;

  private constructor(connection: MysqlConnection) {
    this.connection = connection;
  }

  static async open(options: ConnectOptions, signal?: AbortSignal): Promise<Session> {
    return new Session(await MysqlConnection.connect({ ...options, programName: 'onlineddl' }, signal));
  }

  execute(sql: string, signal?: AbortSignal): Promise<Result> {
    return abandonable(this.connection.execute(sql, ROWS_MAX), signal, () => this.close());
  }

  async rows(sql: string, signal?: AbortSignal): Promise<readonly TextRow[]> {
    const { fields, rows } = await this.execute(sql, signal);
    return rows.map((row) =>
      Object.fromEntries(fields.map(({ name }, i) => [name, row[i] ? Buffer.from(row[i]).toString('utf8') : null])),
    );
  }

  close(): void {
    this.connection.destroy();
  }
}

/** Opens a session, uses it, and closes it on every path. */
export async function withSession<T>(
  options: ConnectOptions,
  work: (session: Session) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const session = await Session.open(options, signal);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
