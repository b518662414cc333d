import { VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import { type CreateTable, quoteName } from '@vt/sqlparser';
import { existing, exists, refuseTriggers, showCreate } from '../db/tables.ts';
import { flavorOf, type StepContext } from '../engine/context.ts';
import { notedSwap, swapNames } from '../engine/names.ts';
import { columnPairs, reversed } from '../plan/column-pairs.ts';
import { readAlter, readTable } from '../plan/read-table.ts';
import { streamRule } from '../plan/stream-rule.ts';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';
import type { Outcome } from './alter.ts';
import { putAway, taken } from './create.ts';
import { effectOf, findMigration } from './effect.ts';
import { swapViews } from './view.ts';

/** Undoes what a migration did; rows that were written since stay. */
export async function revert(context: StepContext, row: MigrationRow): Promise<Outcome> {
  const undone = await findMigration(context, row.revertedUuid);
  await checkRevertible(context, row, undone);
  switch (await effectOf(context, undone)) {
    case 'created':
      if (await exists(context.session, row.table, context.signal)) await putAway(context, row);
      return 'done';
    case 'dropped':
      await bringBack(context, row, undone);
      return 'done';
    case 'swapped view':
      await swapViewBack(context, row, undone);
      return 'done';
    case 'swapped':
      await streamBack(context, row, undone);
      return 'running';
    case 'none':
      return 'done';
    case 'final':
      throw refused(`cannot revert migration ${undone.uuid}: it was not run by copy, and kept nothing to go back to`);
  }
}

async function checkRevertible({ session, signal }: StepContext, row: MigrationRow, undone: MigrationRow) {
  if (undone.status !== 'complete') {
    throw refused(
      `can only revert a migration in a 'complete' state. Migration ${undone.uuid} is in '${undone.status}' state`,
    );
  }
  const others = await readMigrations(
    session,
    sql`mysql_table = ${row.table} AND migration_uuid != ${row.uuid} AND (migration_status IN ('ready', 'running') OR (migration_status = 'complete' AND completed_timestamp > (SELECT completed_timestamp FROM (SELECT * FROM _vt.schema_migrations) m WHERE m.migration_uuid = ${undone.uuid})))`,
    signal,
  );
  const [running] = others.filter(({ status }) => status !== 'complete');
  if (running) {
    throw refused(
      `can not revert migration ${undone.uuid} on table ${row.table} because migration ${running.uuid} is in ${running.status} status. May only revert if all migrations on this table are completed or failed`,
    );
  }
  const last = others.at(-1);
  if (last) {
    throw refused(
      `can not revert migration ${undone.uuid} on table ${row.table} because migration ${last.uuid} was the last to complete on that table`,
    );
  }
}

/** The table that was put away last gets its name again. */
async function bringBack({ session, signal }: StepContext, row: MigrationRow, undone: MigrationRow): Promise<void> {
  const there = await existing(session, [row.table, ...undone.artifacts], signal);
  const name = undone.artifacts.findLast((artifact) => there.has(artifact));
  // It was done already, and its tablet lost before that was noted.
  if (name === undefined && row.artifacts.length > 0 && there.has(row.table)) return;
  if (name === undefined) throw gone(undone);
  if (there.has(row.table)) throw taken(row.table);
  await setColumns(session, row.uuid, { artifacts: name }, signal);
  await session.execute(`RENAME TABLE ${quoteName(name)} TO ${quoteName(row.table)}`, signal);
}

async function swapViewBack(context: StepContext, row: MigrationRow, undone: MigrationRow): Promise<void> {
  const { session, signal } = context;
  const before = notedSwap(undone)?.old;
  if (before === undefined || !(await exists(session, before, signal))) throw gone(undone);
  const { old } = swapNames(row);
  await setColumns(session, row.uuid, { artifacts: `${before},${old}` }, signal);
  await swapViews(context, row.table, before, old);
}

/** The old table gets all changes since the cut-over, and is then swapped in again. */
async function streamBack(context: StepContext, row: MigrationRow, undone: MigrationRow): Promise<void> {
  const { session, signal, parts } = context;
  const previous = notedSwap(undone)?.old;
  if (previous === undefined || !(await exists(session, previous, signal))) throw gone(undone);
  const stream = await parts.streams.find(undone.uuid, signal);
  if (!stream) throw refused(`cannot revert migration ${undone.uuid}: its stream is gone`);
  await refuseTriggers(session, [row.table, previous], signal);
  const flavor = flavorOf(context);
  const present = readTable(await showCreate(session, row.table, signal), flavor);
  const old = readTable(await showCreate(session, previous, signal), flavor);
  const pairs = await pairsBack(context, undone, present, old);
  const rule = streamRule(present, old, pairs);
  const { old: next } = swapNames(row);
  await setColumns(session, row.uuid, { artifacts: `${previous},${next}` }, signal);
  await parts.streams.create({ uuid: row.uuid, rule, pos: stream.pos, deferSecondaryKeys: false }, signal);
}

/** Columns of the present table, each with what it was in the old one. */
export async function pairsBack(context: StepContext, undone: MigrationRow, present: CreateTable, old: CreateTable) {
  const { alter, isForward } = await alterBehind(context, undone);
  return isForward ? reversed(columnPairs(old, present, alter), old) : columnPairs(present, old, alter);
}

/** The ALTER at the end of a chain of reverts; `isForward`: what is undone is that ALTER and not its revert. */
async function alterBehind(context: StepContext, undone: MigrationRow) {
  let row = undone;
  let isForward = true;
  while (row.action === 'revert') {
    row = await findMigration(context, row.revertedUuid);
    isForward = !isForward;
  }
  return { alter: readAlter(row.statement, flavorOf(context)), isForward };
}

function refused(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}

function gone({ uuid }: MigrationRow): VtError {
  return refused(`cannot revert migration ${uuid}: what it kept is gone`);
}
