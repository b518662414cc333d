import { setTimeout } from 'node:timers/promises';
import type { SqlExecutor } from '../sql-executor.ts';

export const WAITS_FOR_DISK = 'Waiting for disk space';

/** ER_REPLICA_RELAY_LOG_WRITE_FAILURE, since 8.0 and before. */
export const RELAY_LOG_WRITE_FAILURES: readonly string[] = ['13122', '1595'];

/** As the threads are called since 8.0.26, and before. */
const WAITING_IO = `NAME IN ('thread/sql/replica_io', 'thread/sql/slave_io') AND PROCESSLIST_STATE = '${WAITS_FOR_DISK}'`;
const COORDINATOR = "NAME IN ('thread/sql/replica_sql', 'thread/sql/slave_sql')";

/** The thread has ended meanwhile, or the server's owner lets nobody look or kill: the stop that follows waits then. */
const HARMLESS = new Set([1044, 1094, 1095, 1142, 1227]);
/** Together longer than the second that a thread sleeps between looks at whether it is killed. */
const [LOOKS_MAX, LOOK_MS] = [60, 50];

/**
 * Ends an IO thread of MySQL that waits for disk space: STOP REPLICA would wait for it until there is some, and then it would still acknowledge the transaction in
 * its hands. One that is killed gives the write up within a second and acknowledges nothing more; what it received whole before stays readable and is executed.
 */
export function endWaitForDisk(sql: SqlExecutor, signal?: AbortSignal): Promise<void> {
  return killAndAwait(sql, WAITING_IO, signal);
}

/** Ends an SQL thread of MySQL that has begun a transaction whose rest will not come: STOP REPLICA would wait a minute for that. The transaction is rolled back. */
export function endSqlThread(sql: SqlExecutor, signal?: AbortSignal): Promise<void> {
  return killAndAwait(sql, COORDINATOR, signal);
}

async function killAndAwait(sql: SqlExecutor, which: string, signal?: AbortSignal): Promise<void> {
  try {
    const ids = await idsOf(sql, which, signal);
    for (const id of ids) await sql.query(`KILL ${Number(id)}`, signal);
    // INVARIANT: STOP REPLICA comes after it has ended. It wakes the thread, and that undoes the KILL.
    for (let left = LOOKS_MAX; ids.length > 0 && left > 0 && (await idsOf(sql, which, signal)).length > 0; left--) {
      await setTimeout(LOOK_MS);
    }
  } catch (error) {
    if (!HARMLESS.has((error as { readonly errno?: number }).errno ?? 0)) throw error;
  }
}

async function idsOf(sql: SqlExecutor, which: string, signal?: AbortSignal): Promise<readonly string[]> {
  const rows = await sql.query(`SELECT PROCESSLIST_ID AS id FROM performance_schema.threads WHERE ${which}`, signal);
  return rows.flatMap(({ id }) => id ?? []);
}
