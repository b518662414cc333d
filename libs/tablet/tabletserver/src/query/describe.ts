import type { ConnectionPool, MysqlConnection } from '@vt/mysql';
import type { CallContext, TabletRequest } from '@vt/proto/hot';
import { emptyOk, type ResultSink } from '@vt/sqltypes';
import { userOf } from '../request.ts';
import { settingsOf } from '../session-settings.ts';
import { waitSignal } from './wait-signal.ts';

/**
 * What mysqld says of a statement when it is prepared, in two answers without rows: the definitions of its parameters, then those of its
 * columns. Nothing runs. @throws mysqld's error for what cannot be prepared.
 */
export async function describe(
  pool: ConnectionPool,
  request: TabletRequest,
  sink: ResultSink,
  context: CallContext,
): Promise<void> {
  const signal = waitSignal(request, context);
  const settings = settingsOf(request.settings);
  const lease = await pool.acquire({ caller: userOf(request.caller), signal, ...(settings && { settings }) });
  let isOurs = false;
  try {
    const statement = await prepared(lease.connection, request.sql, signal);
    isOurs = true;
    sink.columns(statement.paramDefinitions, 'text');
    sink.end(emptyOk, true);
    sink.columns(statement.columns, 'text');
    sink.end(emptyOk, false);
  } catch (error) {
    isOurs = !signal.aborted;
    throw error;
  } finally {
    // One that still waits (for a schema change to end) is nobody's any more.
    if (isOurs) lease.release();
    else lease.discard();
  }
}

async function prepared(connection: MysqlConnection, sql: string, signal: AbortSignal) {
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    const statement = await Promise.race([connection.prepare(sql), aborted]);
    connection.closeStatement(statement);
    return statement;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
