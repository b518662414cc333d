import {
  flushWithReadLock,
  formatPosition,
  LOCK_MS_MAX,
  type LockWay,
  type MysqlConnection,
  parseGtidSet,
  underGentleLock,
} from '@vt/mysql';
import { cannotTell } from '../errors.ts';
import { backticked } from '../schema/quote.ts';
import { currentPosition, openSession, textOf, withSession } from '../source/session.ts';
import type { StreamSource } from '../source/source.ts';

/** A read-only transaction, and where the binary log was when it began to see the tables. The owner destroys the connection. */
export type Snapshot = { readonly connection: MysqlConnection; readonly gtid: string };

const BEGIN = 'start transaction with consistent snapshot';

/**
 * Opens a snapshot of the tables (all of the database's, when none are named). MariaDB tells the snapshot's place in its binary log; on MySQL
 * writes are kept out while the snapshot begins and the position is read, which takes milliseconds.
 * INVARIANT: of the tables, exactly the transactions of `gtid` are seen.
 */
export async function openSnapshot(
  source: StreamSource,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<Snapshot> {
  const connection = await openSession(source, signal);
  try {
    await connection.execute('set session transaction isolation level repeatable read, read only');
    const gtid = connection.isMariadb
      ? await mariadbSnapshot(connection, signal)
      : await lockedSnapshot(source, connection, tables, signal);
    return { connection, gtid };
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

const SNAPSHOT_TRIES_MAX = 10;

/** The file may be rotated away between the two statements; then the snapshot is taken again. */
async function mariadbSnapshot(connection: MysqlConnection, signal: AbortSignal): Promise<string> {
  for (let i = 0; i < SNAPSHOT_TRIES_MAX; i++) {
    signal.throwIfAborted();
    await connection.execute(BEGIN);
    const status = await connection.execute("show status like 'binlog_snapshot_%'");
    const found = new Map(status.rows.map((row) => [textOf(row[0]).toLowerCase(), textOf(row[1])]));
    const [file, at] = [found.get('binlog_snapshot_file') ?? '', found.get('binlog_snapshot_position') ?? ''];
    if (file !== '' && /^\d+$/.test(at)) {
      const result = await connection.execute(`select binlog_gtid_pos('${file.replaceAll("'", "''")}', ${at})`);
      const gtids = result.rows[0]?.[0];
      if (gtids) return formatPosition(parseGtidSet('MariaDB', textOf(gtids)));
    }
    await connection.execute('rollback');
  }
  throw cannotTell('the server does not tell where in its binary log a snapshot is');
}

async function lockedSnapshot(
  source: StreamSource,
  connection: MysqlConnection,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  return await withSession(source, signal, async (locker) => {
    const names = tables.length > 0 ? tables : await baseTables(locker);
    const begin = async (): Promise<string> => {
      await connection.execute(BEGIN);
      return formatPosition(await currentPosition(locker));
    };
    if (names.length === 0) return await begin();
    const work = async (): Promise<string> => {
      const gtid = await begin();
      await locker.execute('unlock tables');
      return gtid;
    };
    const sessions = { locker, other: connection };
    return await underGentleLock(sessions, waysToLock(names), work, (piece) => alone(source, piece), signal);
  });
}

const lastOf = new WeakMap<StreamSource, Promise<unknown>>();

/**
 * Runs one piece of work on the source at a time, in the order of asking.
 * INVARIANT: only one of a server's snapshots asks for locks. Two that wait for one table each are, with two transactions that wrote to one and want the other, a
 * circle that mysqld breaks by ending a transaction (1213); and writers who wait behind several never have the moment in which one of them gives way.
 */
function alone<T>(source: StreamSource, work: () => Promise<T>): Promise<T> {
  const result = (lastOf.get(source) ?? Promise.resolve()).then(work);
  lastOf.set(
    source,
    result.catch(() => {}),
  );
  return result;
}

/** Writes of the table, or of the whole server, wait meanwhile: not for long. */
const MODEST_MS = 250;

/**
 * A table's lock waits for transactions that wrote to it, also for one that does nothing for minutes. The server's lock waits for statements that run, and not for
 * transactions: these may go on, and commit, afterwards. While a long statement runs there is only the tables' lock.
 *
 * INVARIANT: several tables are not locked one by one as long as there is another way. Who holds the first of them waits for a transaction that is about to write to the
 * other, and mysqld ends that transaction (1213).
 */
function waysToLock(tables: readonly string[]): LockWay[] {
  const list = tables.map((name) => `${backticked(name)} read`).join(', ');
  const sql = `lock tables ${list}`;
  const own: LockWay = { sql, fromMs: 0, mostMs: MODEST_MS };
  const server = flushWithReadLock({ fromMs: 0, mostMs: MODEST_MS });
  const last: LockWay = { sql, fromMs: LOCK_MS_MAX, mostMs: LOCK_MS_MAX };
  return tables.length === 1 ? [own, server, last] : [server, last];
}

const TABLES_MAX = 100_000;

/** Tables (no views) of the session's database. */
export async function baseTables(connection: MysqlConnection): Promise<string[]> {
  const sql =
    "select table_name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE' order by 1";
  return (await connection.execute(sql, TABLES_MAX)).rows.map((row) => textOf(row[0]));
}

/** The position of the binary log now, in a session of its own. */
export async function readPosition(source: StreamSource, signal: AbortSignal): Promise<string> {
  return await withSession(source, signal, async (connection) => formatPosition(await currentPosition(connection)));
}
