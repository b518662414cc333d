import { setTimeout as delay } from 'node:timers/promises';
import { toVtError } from '@vt/base';
import { type MysqlSession, withSession } from '@vt/mysql';
import { print, quoteName } from '@vt/sqlparser';
import { findMigration } from '../actions/effect.ts';
import { pairsBack } from '../actions/revert.ts';
import { showCreate } from '../db/tables.ts';
import { columnPairs } from '../plan/column-pairs.ts';
import { type ForeignKeyDef, foreignKeysOf, keptForeignKeys } from '../plan/foreign-keys.ts';
import { readAlter, readTable } from '../plan/read-table.ts';
import type { MigrationRow } from '../store/migration-row.ts';
import { flavorOf, type StepContext } from './context.ts';

/** The foreign keys that the filled table gets when it takes the present one's place. */
export async function keysToCome(context: StepContext, row: MigrationRow, shadow: string): Promise<ForeignKeyDef[]> {
  const { session, signal } = context;
  const flavor = flavorOf(context);
  const before = readTable(await showCreate(session, row.table, signal), flavor);
  if (foreignKeysOf(before).length === 0) return [];
  const after = readTable(await showCreate(session, shadow, signal), flavor);
  if (row.action === 'revert') {
    const pairs = await pairsBack(context, await findMigration(context, row.revertedUuid), before, after);
    return keptForeignKeys(before, undefined, pairs, row.uuid);
  }
  const alter = readAlter(row.statement, flavor);
  return keptForeignKeys(before, alter, columnPairs(before, after, alter), row.uuid);
}

/** Adds keys to a table without looking at its rows: they are those of a table that has the same keys. */
export async function tie(
  session: MysqlSession,
  table: string,
  keys: readonly ForeignKeyDef[],
  signal: AbortSignal,
): Promise<void> {
  if (keys.length === 0) return;
  const adds = keys.map((key) => `ADD ${print(key)}`).join(', ');
  await session.execute('SET SESSION foreign_key_checks = 0', signal);
  await session.execute(`ALTER TABLE ${quoteName(table)} ${adds}`, signal);
  await session.execute('SET SESSION foreign_key_checks = 1', signal);
}

/**
 * Finds out whether a table that is still empty could have its keys, as long as nothing is copied into it: no cut-over could mend it later.
 * @throws MySQL's error where it could not
 */
export async function tryKeys(context: StepContext, table: string, keys: readonly ForeignKeyDef[]): Promise<void> {
  if (keys.length === 0) return;
  const { signal } = context;
  try {
    await withShortWaits(context, (session) => tie(session, table, keys, signal));
  } catch (error) {
    // A parent that is held for long tells nothing of its columns.
    if (!isLockWait(error)) throw error;
    return;
  }
  await untie(context, table);
}

/** Takes all foreign keys from a table that nobody writes to any more: they would keep rows of its parents from going. Waits for transactions on these. */
export async function untie(context: StepContext, table: string): Promise<void> {
  const { session, signal } = context;
  const keys = foreignKeysOf(readTable(await showCreate(session, table, signal), flavorOf(context)));
  if (keys.length === 0) return;
  const drops = keys.map(({ name }) => `DROP FOREIGN KEY ${quoteName(name)}`).join(', ');
  await withShortWaits(context, async (own) => {
    while (!(await unlessLocked(own.execute(`ALTER TABLE ${quoteName(table)} ${drops}`, signal)))) {
      await delay(PAUSE_MS, undefined, { signal });
    }
  });
}

/** So long may a parent's lock be waited for, and all of its clients with us. */
const LOCK_WAIT_S = 1;
/** Until the next try: its clients go on meanwhile. */
const PAUSE_MS = 2_000;
const ERRNO_LOCK_WAIT_TIMEOUT = 1205;

function withShortWaits<T>({ parts, signal }: StepContext, work: (session: MysqlSession) => Promise<T>): Promise<T> {
  const limited = async (session: MysqlSession): Promise<T> => {
    await session.execute(`SET SESSION lock_wait_timeout = ${LOCK_WAIT_S}`, signal);
    return await work(session);
  };
  return withSession(parts.connect, limited, signal);
}

const isLockWait = (error: unknown): boolean => toVtError(error).errno === ERRNO_LOCK_WAIT_TIMEOUT;

async function unlessLocked(running: Promise<unknown>): Promise<boolean> {
  try {
    await running;
    return true;
  } catch (error) {
    if (isLockWait(error)) return false;
    throw error;
  }
}
