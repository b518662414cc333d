import { toVtError } from '@vt/base';
import { checkCutOverThreshold } from '@vt/migration';
import { type SqlValue, sql } from '@vt/mysql';
import { analyze } from '../actions/alter.ts';
import { existing } from '../db/tables.ts';
import type { StreamView } from '../parts.ts';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';
import { type Raw, setColumns } from '../store/write-migration.ts';
import { backoff, type CutOverChoice } from './backoff.ts';
import type { StepContext } from './context.ts';
import { CUT_OVER_MESSAGE, cutOver } from './cut-over.ts';
import { keysToCome, untie } from './foreign-keys.ts';
import { inOrderPending } from './in-order.ts';
import { notedSwap, type SwapNames } from './names.ts';
import { completed, fail, start } from './start.ts';

/**
 * What runs is this tablet's from now on. While no tablet looked after it, it could show no sign of life: how long that was says nothing against it.
 */
export async function takeOver({ session, signal, parts }: StepContext): Promise<void> {
  await session.execute(
    sql`UPDATE _vt.schema_migrations SET tablet = ${parts.tablet.alias}, liveness_timestamp = NOW() WHERE migration_status = 'running'`,
    signal,
  );
}

/** Looks after what runs: figures, readiness, cut-over; and after what was left by a tablet that is gone. */
export async function reviewRunning(context: StepContext): Promise<void> {
  const { session, signal } = context;
  for (const row of await readMigrations(session, "migration_status = 'running'", signal)) {
    signal.throwIfAborted();
    await reviewOne(context, row);
  }
}

async function reviewOne(context: StepContext, row: MigrationRow): Promise<void> {
  const { signal, parts } = context;
  const names = notedSwap(row);
  const stream = await parts.streams.find(row.uuid, signal);
  if (names && stream && (await isSwapped(context, names))) return await complete(context, row, stream);
  // It was begun and its tablet lost: nothing of it counts yet.
  if (!names || !stream) return await startAgain(context, row);
  if (stream.state === 'Error') return await fail(context, row, stream.message);
  await noteProgress(context, row, stream);
  // A cut-over that was broken off left the stream stopped.
  if (stream.state === 'Stopped') return await parts.streams.setState(row.uuid, 'Running', '', signal);
  const isReady = stream.state === 'Running' && stream.pos !== '' && !(await parts.streams.copying(stream.id, signal));
  if (!isReady) return await failStale(context, row, stream);
  await considerCutOver(context, row, names, stream);
}

async function startAgain(context: StepContext, row: MigrationRow): Promise<void> {
  const { signal, parts } = context;
  // Another connection of the same tablet may be about to begin; ours is the only one that starts.
  await parts.streams.remove(row.uuid, signal);
  const isDone = await wasImmediateDone(context, row);
  if (isDone) return await completed(context, row);
  await start(context, row);
}

/** What is done at once was done when its table is where it was to be. */
async function wasImmediateDone({ session, signal }: StepContext, row: MigrationRow): Promise<boolean> {
  if (row.artifacts.length === 0) return false;
  const there = await existing(session, [row.table, ...row.artifacts], signal);
  const last = row.artifacts.at(-1) ?? '';
  if (row.action === 'drop') return !there.has(row.table) && there.has(last);
  if (row.isView && row.artifacts.length > 1) return there.has(last);
  return row.action === 'create' && there.has(row.table);
}

/** The tables were swapped: the one that was filled has no longer its name. */
export async function isSwapped({ session, signal }: StepContext, { shadow, old }: SwapNames): Promise<boolean> {
  const there = await existing(session, [shadow, old], signal);
  return !there.has(shadow) && there.has(old);
}

async function complete(context: StepContext, row: MigrationRow, stream: StreamView): Promise<void> {
  const { session, signal, parts } = context;
  const old = notedSwap(row)?.old;
  if (old !== undefined && (await existing(session, [old], signal)).has(old)) await untie(context, old);
  if (stream.state !== 'Stopped') await parts.streams.setState(row.uuid, 'Stopped', CUT_OVER_MESSAGE, signal);
  await setColumns(session, row.uuid, { rows_copied: stream.rowsCopied }, signal);
  await completed(context, row);
  await parts.schemaChanged();
}

async function failStale(context: StepContext, row: MigrationRow, stream: StreamView): Promise<void> {
  // The row was read before the stream.
  if (isAlive(stream) || row.sinceLivenessMs <= context.parts.config.staleMs) return;
  await fail(context, row, 'stale migration: it shows no sign of life');
}

const ALIVE_S = 60;

/** When a stream did something last, or was kept from it on purpose. */
function lastSeen({ timeUpdated, transactionTimestamp, timeHeartbeat, timeThrottled }: StreamView): number {
  return Math.max(timeUpdated, transactionTimestamp, timeHeartbeat, timeThrottled);
}

const isAlive = (stream: StreamView): boolean => Date.now() / 1000 - lastSeen(stream) < ALIVE_S;

async function noteProgress({ session, signal, parts }: StepContext, row: MigrationRow, stream: StreamView) {
  const isCopied = stream.pos !== '' && !(await parts.streams.copying(stream.id, signal));
  const copied = Number(stream.rowsCopied);
  const share = row.tableRows > 0 ? Math.min(1, copied / row.tableRows) : 1;
  const progress = isCopied ? 100 : Math.min(99.9, share * 100);
  const eta = isCopied
    ? 0
    : copied > 0 && row.tableRows > 0
      ? (row.runningS * (1 - share)) / Math.max(share, 1e-6)
      : -1;
  const nowS = Math.floor(Date.now() / 1000);
  const columns: Record<string, Raw | SqlValue> = {
    progress,
    eta_seconds: Math.round(eta),
    rows_copied: stream.rowsCopied,
    vreplication_lag_seconds: isCopied ? Math.max(0, nowS - Math.max(stream.timeUpdated, stream.timeHeartbeat)) : 0,
    vitess_liveness_indicator: lastSeen(stream),
    component_throttled: stream.componentThrottled,
    reason_throttled: stream.reasonThrottled,
    // Why the last cut-over failed is told until the next one.
    message: stream.message.slice(0, 1000) || { raw: "IF(message LIKE 'cut-over failed:%', message, '')" },
  };
  if (stream.timeThrottled > 0) columns['last_throttled_timestamp'] = { raw: `FROM_UNIXTIME(${stream.timeThrottled})` };
  if (isAlive(stream)) columns['liveness_timestamp'] = { raw: 'NOW()' };
  await setColumns(session, row.uuid, columns, signal);
}

async function considerCutOver(context: StepContext, row: MigrationRow, names: SwapNames, stream: StreamView) {
  const { session, signal, parts } = context;
  if (!row.readyToComplete) {
    // Statements that come to the new table are to find it as if it had been there for long.
    await analyze(context, names.shadow);
    const ready_to_complete_timestamp = { raw: 'NOW(6)' };
    const shadow_analyzed_timestamp = { raw: 'NOW(6)' };
    const columns = { ready_to_complete: true, ready_to_complete_timestamp, shadow_analyzed_timestamp };
    await setColumns(session, row.uuid, columns, signal);
  }
  if (row.postponeCompletion || (await inOrderPending(context, row)) > 0) return;
  const choice: CutOverChoice = backoff({
    isForced: row.forceCutOver,
    forceAfterMs: row.setting.durations.get('force-cut-over-after') ?? 0,
    sinceReadyMs: row.sinceReadyMs,
    sinceAttemptMs: row.sinceAttemptMs,
    attempts: row.cutOverAttempts,
  });
  if (!choice.isDue) return;
  const last_cutover_attempt_timestamp = { raw: 'NOW(6)' };
  const cutover_attempts = { raw: 'cutover_attempts + 1' };
  await setColumns(session, row.uuid, { last_cutover_attempt_timestamp, cutover_attempts }, signal);
  try {
    await cutOver(context, {
      row,
      names,
      streamId: stream.id,
      thresholdMs: thresholdOf(context, row),
      foreignKeys: await keysToCome(context, row, names.shadow),
      isForced: choice.isForced,
    });
  } catch (error) {
    const { message } = toVtError(error);
    parts.log.info({ migration: row.uuid, problem: message }, 'cut-over not done; it is tried again');
    if (session.connection.isClosed || signal.aborted) throw error;
    await setColumns(session, row.uuid, { message: `cut-over failed: ${message}`.slice(0, 1000), stage: '' }, signal);
    return;
  }
  const after = await parts.streams.find(row.uuid, signal);
  await complete(context, row, after ?? stream);
}

function thresholdOf({ parts }: StepContext, row: MigrationRow): number {
  try {
    checkCutOverThreshold(row.cutOverThresholdMs);
    return row.cutOverThresholdMs || parts.config.cutOverThresholdMs;
  } catch {
    return parts.config.cutOverThresholdMs;
  }
}
