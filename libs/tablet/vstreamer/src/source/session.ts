import { MysqlConnection, type Position, parseGtidSet } from '@vt/mysql';
import type { Result } from '@vt/sqltypes';
import { cannotTell } from '../errors.ts';
import type { StreamSource } from './source.ts';

/**
 * What every session of ours is set to. INVARIANT: text comes in its column's own character set and times in UTC, exactly as the binary log
 * has them: a row that was copied and one that was streamed must be the same bytes.
 */
const SETTINGS = [
  'set session character_set_results = null',
  "set session time_zone = '+00:00'",
  "set session sql_mode = ''",
  'set session net_write_timeout = 3600',
  'set session wait_timeout = 86400',
  // a key of a text's first bytes has at most 3072 of them: whole values are ordered where these are
  'set session max_sort_length = 4096',
];

export async function openSession(source: StreamSource, signal: AbortSignal): Promise<MysqlConnection> {
  const connection = await MysqlConnection.connect({ ...source.connect, database: source.dbName }, signal);
  try {
    for (const sql of SETTINGS) await connection.execute(sql);
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** Runs `work` in a session of its own, which the signal ends. */
export async function withSession<T>(
  source: StreamSource,
  signal: AbortSignal,
  work: (connection: MysqlConnection) => Promise<T>,
): Promise<T> {
  const connection = await openSession(source, signal);
  const end = (): void => connection.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await work(connection);
  } finally {
    signal.removeEventListener('abort', end);
    connection.close();
  }
}

export const textOf = (value: Uint8Array | null | undefined): string =>
  value ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8') : '';

export function firstText(result: Result, column = 0): string {
  return textOf(result.rows[0]?.[column]);
}

/** Where the server's binary log is. */
export async function currentPosition(connection: MysqlConnection): Promise<NonNullable<Position>> {
  if (connection.isMariadb) {
    return parseGtidSet('MariaDB', firstText(await connection.execute('select @@global.gtid_binlog_pos')));
  }
  const mode = firstText(await connection.execute('select @@global.gtid_mode'));
  if (mode !== 'ON') throw cannotTell(`gtid_mode is ${mode}: positions need ON`);
  return parseGtidSet('MySQL56', firstText(await connection.execute('select @@global.gtid_executed')));
}
