import { VtError } from '@vt/base';
import { checkCutOverThreshold, durationMs, invalidDuration, isMigrationId } from '@vt/migration';
import { literal } from '@vt/mysql';
import type { AlterMigration } from '@vt/sqlparser';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';
import { setColumns, setStatus } from '../store/write-migration.ts';
import type { StepContext } from './context.ts';
import { notedSwap } from './names.ts';
import { isSwapped } from './running.ts';

const PENDING = "migration_status IN ('queued', 'ready', 'running')";

/** ALTER VITESS_MIGRATION. Resolves with the number of migrations that it changed. */
export async function command(context: StepContext, statement: AlterMigration): Promise<number> {
  const { uuid, action, shards } = statement;
  checkId(uuid, action);
  if (shards !== null && !shards.split(',').some((name) => name.trim() === context.parts.tablet.shard)) return 0;
  switch (action) {
    case 'cancel':
      return await cancel(context, uuid);
    case 'cleanup':
      return await update(
        context,
        uuid,
        "migration_status IN ('complete', 'cancelled', 'failed') AND cleanup_timestamp IS NULL",
        'retain_artifacts_seconds = -1',
      );
    case 'complete':
      return await update(context, uuid, `${PENDING} AND postpone_completion != 0`, 'postpone_completion = 0');
    case 'force_cutover':
      return await update(context, uuid, PENDING, 'force_cutover = 1');
    case 'launch':
      return await update(context, uuid, "migration_status = 'queued' AND postpone_launch != 0", 'postpone_launch = 0');
    case 'postpone complete':
      return await update(context, uuid, `${PENDING} AND postpone_completion = 0`, 'postpone_completion = 1');
    case 'retry':
      return await retry(context, uuid);
    case 'cutover_threshold':
      return await setThreshold(context, uuid, statement.threshold ?? '');
    case 'throttle':
    case 'unthrottle':
      return await throttle(context, statement);
  }
}

/** @throws INVALID_ARGUMENT for what is no migration's id: it would be taken for one that has nothing to do. Whoever cancels is told that there is none. */
function checkId(uuid: string | null, action: AlterMigration['action']): void {
  if (uuid === null || action === 'cancel' || isMigrationId(uuid)) return;
  const message = `Not a valid migration ID in ${action.toUpperCase()}: ${uuid}`;
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}

const which = (uuid: string | null): string => (uuid === null ? '1 = 1' : `migration_uuid = ${literal(uuid)}`);

async function update(context: StepContext, uuid: string | null, where: string, set: string): Promise<number> {
  const { affectedRows } = await context.session.execute(
    `UPDATE _vt.schema_migrations SET ${set} WHERE ${which(uuid)} AND ${where}`,
    context.signal,
  );
  return Number(affectedRows);
}

export async function retry(context: StepContext, uuid: string | null): Promise<number> {
  const reset = [
    "migration_status = 'queued'",
    `tablet = ${literal(context.parts.tablet.alias)}`,
    'retries = retries + 1',
    'tablet_failure = 0',
    "message = ''",
    "stage = ''",
    'cutover_attempts = 0',
    'ready_timestamp = NULL',
    'started_timestamp = NULL',
    'liveness_timestamp = NULL',
    'cancelled_timestamp = NULL',
    'completed_timestamp = NULL',
    'last_cutover_attempt_timestamp = NULL',
    'cleanup_timestamp = NULL',
    'ready_to_complete = 0',
    'ready_to_complete_timestamp = NULL',
    'rows_copied = 0',
    'progress = 0',
    'eta_seconds = -1',
  ];
  return await update(context, uuid, "migration_status IN ('failed', 'cancelled')", reset.join(', '));
}

async function cancel(context: StepContext, uuid: string | null): Promise<number> {
  const { session, signal } = context;
  const rows = await readMigrations(session, `${which(uuid)} AND ${PENDING}`, signal);
  let cancelled = 0;
  for (const row of rows) if (await cancelOne(context, row)) cancelled++;
  // Whoever cancels one that is over has nothing to do; one that there never was is a mistake.
  if (uuid !== null && rows.length === 0 && (await readMigrations(session, which(uuid), signal)).length === 0)
    throw new VtError({ code: 'NOT_FOUND', message: 'migration not found' });
  return cancelled;
}

/** False: it is done, and only not noted yet, as where its tablet was lost in between. */
async function cancelOne(context: StepContext, row: MigrationRow): Promise<boolean> {
  const { session, signal, parts } = context;
  const names = row.status === 'running' ? notedSwap(row) : undefined;
  if (names && (await parts.streams.find(row.uuid, signal)) && (await isSwapped(context, names))) return false;
  await setColumns(session, row.uuid, { cancelled_timestamp: { raw: 'NOW(6)' } }, signal);
  if (row.status === 'running') await parts.streams.remove(row.uuid, signal);
  await setStatus(session, row.uuid, 'cancelled', signal, 'CANCEL issued by user');
  return true;
}

async function setThreshold(context: StepContext, uuid: string | null, text: string): Promise<number> {
  const ms = durationMs(text);
  if (ms === undefined) throw new VtError({ code: 'INVALID_ARGUMENT', message: invalidDuration(text) });
  checkCutOverThreshold(ms);
  return await update(context, uuid, PENDING, `cutover_threshold_seconds = ${Math.round(ms / 1000)}`);
}

const RULE_MS = 100 * 365 * 86_400_000;

async function throttle(context: StepContext, { uuid, action, expire, ratio }: AlterMigration): Promise<number> {
  const { parts, session, signal } = context;
  const lastMs = expire === null ? RULE_MS : durationMs(expire);
  if (lastMs === undefined) throw new VtError({ code: 'INVALID_ARGUMENT', message: invalidDuration(expire ?? '') });
  const share = action === 'unthrottle' ? 0 : ratio === null ? 1 : ratioOf(ratio);
  await parts.throttling.setRule(uuid ?? 'online-ddl', share, Date.now() + lastMs, signal);
  const { affectedRows } = await session.execute(
    `UPDATE _vt.schema_migrations SET user_throttle_ratio = ${share} WHERE ${which(uuid)} AND ${PENDING}`,
    signal,
  );
  return Number(affectedRows);
}

function ratioOf(expr: NonNullable<AlterMigration['ratio']>): number {
  const value = expr.kind === 'Literal' ? Number(expr.value) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: 'ratio must be between 0 and 1' });
}
