import { readInternalTable } from '@vt/migration';
import { quoteName } from '@vt/sqlparser';
import { existing } from '../db/tables.ts';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';
import type { StepContext } from './context.ts';
import { heldName } from './names.ts';

/** Hands the tables of migrations that are long over to the table garbage collection. */
export async function cleanUp(context: StepContext): Promise<void> {
  const { session, signal, parts } = context;
  const retainS = Math.round(parts.config.retainTablesMs / 1000);
  const isKept = `IF(retain_artifacts_seconds = 0, ${retainS}, retain_artifacts_seconds)`;
  const due = await readMigrations(
    session,
    `migration_status IN ('complete', 'cancelled', 'failed') AND cleanup_timestamp IS NULL AND completed_timestamp <= NOW() - INTERVAL ${isKept} SECOND`,
    signal,
  );
  const pending = await readMigrations(session, "migration_status IN ('queued', 'ready', 'running')", signal);
  for (const row of due) {
    // A revert that is under way needs what its migration kept.
    if (pending.some(({ revertedUuid }) => revertedUuid === row.uuid)) continue;
    await cleanOne(context, row, new Set(pending.flatMap(({ artifacts }) => artifacts)));
  }
}

async function cleanOne({ session, signal, parts }: StepContext, row: MigrationRow, inUse: ReadonlySet<string>) {
  const there = await existing(session, row.artifacts, signal);
  for (const name of row.artifacts) {
    const table = readInternalTable(name);
    // Tables under names of the garbage collection are its already.
    if (there.has(name) && !inUse.has(name) && table?.kind === 'vrp') {
      await session.execute(`RENAME TABLE ${quoteName(name)} TO ${quoteName(heldName(0))}`, signal);
    }
  }
  await parts.streams.remove(row.uuid, signal);
  await setColumns(session, row.uuid, { cleanup_timestamp: { raw: 'NOW()' } }, signal);
}
