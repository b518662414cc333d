import { abandonable } from '@vt/base';
import { type ConnectOptions, MysqlConnection } from '@vt/mysql';
import type { SqlExecutor, SqlRow } from '../sql-executor.ts';

const ROWS_MAX = 100_000;

/** One session on a server, as an executor of our own statements. */
export class ServerConnection implements SqlExecutor {
  readonly #connection: MysqlConnection;

  private constructor(connection: MysqlConnection) {
    this.#connection = connection;
  }

  static async open(options: ConnectOptions, signal?: AbortSignal): Promise<ServerConnection> {
    return new ServerConnection(await MysqlConnection.connect({ programName: 'mysqlctl', ...options }, signal));
  }

  /** `@@version` as the server said it when it greeted. */
  get serverVersion(): string {
    return this.#connection.serverVersion;
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  async query(sql: string, signal?: AbortSignal): Promise<readonly SqlRow[]> {
    signal?.throwIfAborted();
    const { fields, rows } = await abandonable(this.#connection.execute(sql, ROWS_MAX), signal, () => this.close());
    const decoder = new TextDecoder();
    return rows.map((row) =>
      Object.fromEntries(
        fields.map(({ name }, i) => {
          const bytes = row[i];
          return [name, bytes ? decoder.decode(bytes) : null];
        }),
      ),
    );
  }

  close(): void {
    this.#connection.destroy();
  }
}

/** Opens a session, uses it, and closes it on every path. */
export async function withConnection<T>(
  options: ConnectOptions,
  work: (connection: ServerConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const connection = await ServerConnection.open(options, signal);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
