import { sql } from '@vt/mysql';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';
import type { StepContext } from './context.ts';

/** How many earlier migrations of its context one that is to complete in order has to wait for. */
export async function inOrderPending({ session, signal }: StepContext, row: MigrationRow): Promise<number> {
  if (!row.setting.flags.has('in-order-completion')) return 0;
  const earlier = await readMigrations(
    session,
    sql`id < ${row.id} AND migration_context = ${row.context} AND migration_status IN ('queued', 'ready', 'running')`,
    signal,
  );
  await setColumns(session, row.uuid, { in_order_completion_pending_count: earlier.length }, signal);
  return earlier.length;
}
