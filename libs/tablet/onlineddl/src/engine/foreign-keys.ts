import { toVtError } from '@vt/base';
import { MysqlSession } from '@vt/mysql';
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

/** For so long may a parent be waited for, before its own clients notice that they wait behind us. */
const TRY_S = 1;

/**
 * Finds out whether a table that is still empty could have its keys, as long as nothing is copied into it: no cut-over could mend it later.
 * @throws MySQL's error where it could not
 */
export async function tryKeys(context: StepContext, table: string, keys: readonly ForeignKeyDef[]): Promise<void> {
  if (keys.length === 0) return;
  const { parts, signal } = context;
  const trial = await MysqlSession.open(parts.connect, signal);
  try {
    await trial.execute(`SET SESSION lock_wait_timeout = ${TRY_S}`, signal);
    await tie(trial, table, keys, signal);
    await untie(context, table);
  } catch (error) {
    // A parent that is held for long tells nothing of its columns.
    if (toVtError(error).errno !== ERRNO_LOCK_WAIT_TIMEOUT) throw error;
  } finally {
    trial.close();
  }
}

const ERRNO_LOCK_WAIT_TIMEOUT = 1205;

/** Takes all foreign keys from a table that nobody writes to any more: they would keep rows of its parents from going. */
export async function untie(context: StepContext, table: string): Promise<void> {
  const { session, signal } = context;
  const keys = foreignKeysOf(readTable(await showCreate(session, table, signal), flavorOf(context)));
  if (keys.length === 0) return;
  const drops = keys.map(({ name }) => `DROP FOREIGN KEY ${quoteName(name)}`).join(', ');
  await session.execute(`ALTER TABLE ${quoteName(table)} ${drops}`, signal);
}
