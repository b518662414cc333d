import { setTimeout as delay } from 'node:timers/promises';
import { toMysqlError, VtError } from '@vt/base';
import type { Context } from '../../context.ts';
import { literal, ticks } from '../names.ts';
import type { Primary } from '../shards.ts';
import { query, type Row } from '../tablet-calls.ts';

const WAIT_TIMEOUT_ERRNO = 1205;
const LOOK_GAP_MS = 50;
/** Of those that are named in an error. */
const NAMED_MAX = 10;

/**
 * Waits until nobody who wrote to one of the tables may still do so, for a moment: true when that has come about. INVARIANT: the wait ends on the server too, in time: a
 * lock that is waited for keeps everybody else from the table.
 */
export async function tablesAreFree(
  context: Context,
  primary: Primary,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  // Where it can be told who holds them, nobody waits behind the lock in vain.
  if (await isHeld(context, primary, tables, signal)) return false;
  const list = tables.map((table) => `${ticks(table)} READ`).join(', ');
  // The least that MySQL knows is a second; on MariaDB 0 would be none at all.
  const sql = Buffer.from(`SET SESSION lock_wait_timeout = 1; LOCK TABLES ${list}; UNLOCK TABLES`);
  try {
    const request = { sql, db_name: primary.database, max_rows: 1n };
    const timeoutMs = context.remoteTimeoutMs;
    await context.tablets.call(primary.tablet, 'ExecuteMultiFetchAsDba', request, { signal, timeoutMs });
    return true;
  } catch (error) {
    if (error instanceof VtError && toMysqlError(error).errno === WAIT_TIMEOUT_ERRNO) return false;
    throw error;
  }
}

/** Whether one transaction has a table for a while. Short ones, as of other workflows' streams, the lock is given after. */
async function isHeld(
  context: Context,
  primary: Primary,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const before = await writers(context, primary, tables, signal);
  if (before.length === 0) return false;
  await delay(LOOK_GAP_MS, undefined, { signal });
  const now = await writers(context, primary, tables, signal);
  return now.some(({ id, trx }) => before.some((other) => other['id'] === id && other['trx'] === trx));
}

/** Who keeps the tables from being free, for an operator: as the server tells it now. */
export async function tellHolders(
  context: Context,
  primary: Primary,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const sure = await writers(context, primary, tables, signal);
  const found = sure.length > 0 ? sure : await openTransactions(context, primary, signal);
  const named = found.slice(0, NAMED_MAX).map(({ id, user, seconds }) => {
    const age = seconds === null ? 'no transaction' : `in a transaction for ${seconds} s`;
    return `connection ${id} (${user}, ${age})`;
  });
  const { keyspace, shard } = primary;
  if (named.length === 0) return `${keyspace}/${shard}: it has ended by now`;
  return `${keyspace}/${shard}: ${sure.length > 0 ? '' : 'one of '}${named.join(', ')}${found.length > NAMED_MAX ? ', …' : ''}`;
}

/** Connections that have one of the tables to write to it. Empty also where the server does not tell (MariaDB's without its performance schema). */
async function writers(
  context: Context,
  { tablet, database }: Primary,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<Row[]> {
  const sql = `SELECT t.processlist_id AS id, MIN(t.processlist_user) AS user, MIN(x.trx_id) AS trx, MIN(TIMESTAMPDIFF(SECOND, x.trx_started, NOW())) AS seconds
    FROM performance_schema.metadata_locks l
    JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
    LEFT JOIN information_schema.innodb_trx x ON x.trx_mysql_thread_id = t.processlist_id
    WHERE l.object_type = 'TABLE' AND l.object_schema = ${literal(database)} AND l.object_name IN (${tables.map(literal).join(', ')})
    AND l.lock_status = 'GRANTED' AND l.lock_type IN ('SHARED_WRITE', 'SHARED_WRITE_LOW_PRIO', 'SHARED_NO_READ_WRITE', 'EXCLUSIVE')
    AND t.processlist_id IS NOT NULL GROUP BY t.processlist_id`;
  return await query(context, tablet, sql, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    context.log.info({ error: String(error) }, 'who holds a table cannot be told');
    return [];
  });
}

async function openTransactions(context: Context, { tablet, database }: Primary, signal: AbortSignal): Promise<Row[]> {
  const sql = `SELECT p.id AS id, p.user AS user, TIMESTAMPDIFF(SECOND, x.trx_started, NOW()) AS seconds
    FROM information_schema.innodb_trx x JOIN information_schema.processlist p ON p.id = x.trx_mysql_thread_id WHERE p.db = ${literal(database)}`;
  return await query(context, tablet, sql, signal);
}
