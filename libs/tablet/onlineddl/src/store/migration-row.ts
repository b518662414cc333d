import { type DdlAction, type DdlStrategy, type DdlStrategySetting, readOptions } from '@vt/migration';
import type { MysqlSession, TextRow } from '@vt/mysql';

export type MigrationStatus = 'cancelled' | 'complete' | 'failed' | 'queued' | 'ready' | 'requested' | 'running';

/** A row of `_vt.schema_migrations`, as the executor needs it. */
export type MigrationRow = {
  readonly id: number;
  readonly uuid: string;
  readonly table: string;
  readonly statement: string;
  readonly setting: DdlStrategySetting;
  readonly status: MigrationStatus;
  readonly action: DdlAction;
  readonly context: string;
  /** Tables that the migration made or renamed, the newest last. */
  readonly artifacts: readonly string[];
  readonly tablet: string;
  readonly stage: string;
  readonly specialPlan: string;
  readonly revertedUuid: string;
  readonly isView: boolean;
  readonly postponeLaunch: boolean;
  readonly postponeCompletion: boolean;
  readonly allowConcurrent: boolean;
  readonly isReviewed: boolean;
  readonly isImmediate: boolean;
  readonly readyToComplete: boolean;
  readonly forceCutOver: boolean;
  readonly cutOverAttempts: number;
  /** 0: as the tablet has it. */
  readonly cutOverThresholdMs: number;
  /** Since it became ready to complete, and since the last attempt; 0: not yet. */
  readonly sinceReadyMs: number;
  readonly sinceAttemptMs: number;
  readonly sinceLivenessMs: number;
  readonly runningS: number;
  readonly tableRows: number;
};

const since = (column: string): string => `IFNULL(TIMESTAMPDIFF(MICROSECOND, ${column}, NOW(6)), 0) DIV 1000`;

const SELECT = `SELECT *, ${since('ready_to_complete_timestamp')} AS since_ready, ${since('last_cutover_attempt_timestamp')} AS since_attempt, ${since('liveness_timestamp')} AS since_liveness, IFNULL(TIMESTAMPDIFF(SECOND, started_timestamp, NOW()), 0) AS running_s FROM _vt.schema_migrations`;

/** Migrations in the order of their submission. `where` is a condition of ours. */
export async function readMigrations(
  session: MysqlSession,
  where: string,
  signal: AbortSignal,
): Promise<readonly MigrationRow[]> {
  return (await session.query(`${SELECT} WHERE ${where} ORDER BY id`, signal)).map(migrationRow);
}

function migrationRow(row: TextRow): MigrationRow {
  const text = (name: string): string => row[name] ?? '';
  const number = (name: string): number => Number(row[name] ?? 0);
  const flag = (name: string): boolean => number(name) !== 0;
  return {
    id: number('id'),
    uuid: text('migration_uuid'),
    table: text('mysql_table'),
    statement: text('migration_statement'),
    setting: readOptions(text('strategy') as DdlStrategy, text('options')),
    status: text('migration_status') as MigrationStatus,
    action: text('ddl_action') as DdlAction,
    context: text('migration_context'),
    artifacts: text('artifacts')
      .split(',')
      .filter((name) => name !== ''),
    tablet: text('tablet'),
    stage: text('stage'),
    specialPlan: text('special_plan'),
    revertedUuid: text('reverted_uuid'),
    isView: flag('is_view'),
    postponeLaunch: flag('postpone_launch'),
    postponeCompletion: flag('postpone_completion'),
    allowConcurrent: flag('allow_concurrent'),
    isReviewed: row['reviewed_timestamp'] !== null,
    isImmediate: flag('is_immediate_operation'),
    readyToComplete: flag('ready_to_complete'),
    forceCutOver: flag('force_cutover'),
    cutOverAttempts: number('cutover_attempts'),
    cutOverThresholdMs: number('cutover_threshold_seconds') * 1000,
    sinceReadyMs: number('since_ready'),
    sinceAttemptMs: number('since_attempt'),
    sinceLivenessMs: number('since_liveness'),
    runningS: number('running_s'),
    tableRows: number('table_rows'),
  };
}
