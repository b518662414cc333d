import { parse } from '@vt/sqlparser';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';
import { setColumns, setStatus } from '../store/write-migration.ts';
import { flavorOf, type StepContext } from './context.ts';
import { inOrderPending } from './in-order.ts';
import { start } from './start.ts';

/** Looks at what was submitted: what may run becomes ready. */
export async function reviewQueued(context: StepContext): Promise<void> {
  const { session, signal } = context;
  for (const row of await readMigrations(session, "migration_status = 'queued'", signal)) {
    if (!row.isReviewed) await review(context, row);
    if (row.postponeLaunch) continue;
    const isImmediate = isImmediateOperation(context, row);
    // What is done at once is completed when it is begun.
    if (isImmediate && row.postponeCompletion) continue;
    if (isImmediate && (await inOrderPending(context, row)) > 0) continue;
    await setStatus(session, row.uuid, 'ready', signal);
  }
}

async function review({ session, signal, ...context }: StepContext, row: MigrationRow): Promise<void> {
  const is_immediate_operation = isImmediateOperation({ session, signal, ...context }, row);
  await setColumns(session, row.uuid, { is_immediate_operation, reviewed_timestamp: { raw: 'NOW()' } }, signal);
}

/** Whether a migration does all at once, when it is started. */
function isImmediateOperation(context: StepContext, row: MigrationRow): boolean {
  if (row.isView) return true;
  if (row.action === 'revert') return false;
  if (row.setting.strategy === 'mysql') return true;
  if (row.action === 'create' || row.action === 'drop') return !row.setting.flags.has('declarative');
  if (!row.setting.flags.has('fast-range-rotation')) return false;
  const statement = parse(row.statement, { flavor: flavorOf(context) });
  return statement.kind === 'AlterTable' && statement.partitionSpec?.action === 'add';
}

/** Starts what is ready, as far as it does not get in the way of what runs. */
export async function runReady(context: StepContext): Promise<void> {
  const { session, signal, parts } = context;
  for (const row of await readMigrations(session, "migration_status = 'ready'", signal)) {
    signal.throwIfAborted();
    const running = await readMigrations(session, "migration_status = 'running'", signal);
    if (running.length >= parts.config.concurrentMax) return;
    if (running.some((other) => conflicts(row, other))) continue;
    await start(context, row);
  }
}

/** Whether a migration has to wait for one that runs. */
export function conflicts(row: MigrationRow, running: MigrationRow): boolean {
  if (row.table === running.table) return true;
  if (!row.allowConcurrent && !running.allowConcurrent) return true;
  // Two copies at the same time would only slow each other down.
  return row.action === 'alter' && running.action === 'alter' && !running.readyToComplete;
}
