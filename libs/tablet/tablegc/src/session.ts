import { type ConnectOptions, MysqlConnection } from '@vt/mysql';

/** Runs work on a session of vt_dba in the tablet's database; ends it on every path. An abort ends it, too. */
export async function withConnection<T>(
  options: ConnectOptions,
  signal: AbortSignal,
  work: (connection: MysqlConnection) => Promise<T>,
): Promise<T> {
  const connection = await MysqlConnection.connect({ ...options, programName: 'tablegc' }, signal);
  const abort = () => connection.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await work(connection);
  } finally {
    signal.removeEventListener('abort', abort);
    connection.destroy();
  }
}
