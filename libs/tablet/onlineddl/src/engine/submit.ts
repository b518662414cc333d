import { VtError } from '@vt/base';
import { actionOf, checkCutOverThreshold, isOfView, type Migration } from '@vt/migration';
import { literal, sql } from '@vt/mysql';
import { print } from '@vt/sqlparser';
import { findMigration } from '../actions/effect.ts';
import { readMigrations } from '../store/migration-row.ts';
import { retry } from './commands.ts';
import type { StepContext } from './context.ts';

/** Keeps a migration for the scheduler. Told again of one that is known, it does nothing, or tries again what failed. */
export async function submit(context: StepContext, migration: Migration): Promise<number> {
  const { session, signal } = context;
  const [known] = await readMigrations(session, sql`migration_uuid = ${migration.uuid}`, signal);
  if (known) return known.status === 'failed' || known.status === 'cancelled' ? retry(context, known.uuid) : 0;
  checkCutOverThreshold(migration.strategy.durations.get('cut-over-threshold') ?? 0);
  await refuseWhileOthers(context, migration);
  return await insert(context, migration);
}

const PENDING = "migration_status IN ('queued', 'ready', 'running')";

/** What the singleton flags ask for. */
async function refuseWhileOthers({ session, signal }: StepContext, migration: Migration): Promise<void> {
  const { flags } = migration.strategy;
  const isSingleton = flags.has('singleton');
  if (!isSingleton && !flags.has('singleton-context') && !flags.has('singleton-table')) return;
  const pending = await readMigrations(session, PENDING, signal);
  if (isSingleton && pending.length > 0) {
    const uuids = pending.map(({ uuid }) => uuid).join(', ');
    throw refused(`singleton migration rejected: found pending migrations [${uuids}]`);
  }
  const other = pending.find(({ context }) => context !== migration.context);
  if (flags.has('singleton-context') && other) {
    throw refused(
      `singleton-context migration rejected: found pending migration: ${other.uuid} in different context: ${other.context}`,
    );
  }
  const same = pending.find(({ table }) => table === migration.table);
  if (flags.has('singleton-table') && same) {
    throw refused(`singleton-table migration rejected: found pending migration: ${same.uuid} on table: ${same.table}`);
  }
}

async function insert(context: StepContext, migration: Migration): Promise<number> {
  const { session, signal, parts } = context;
  const { tablet } = parts;
  const { uuid, strategy, statement } = migration;
  const { flags, durations } = strategy;
  const seconds = (ms: number): number => Math.round(ms / 1000);
  const undone = statement.kind === 'RevertMigration' ? await findMigration(context, statement.uuid) : undefined;
  const columns = {
    migration_uuid: uuid,
    keyspace: tablet.keyspace,
    shard: tablet.shard,
    mysql_schema: tablet.dbName,
    mysql_table: undone?.table ?? migration.table,
    migration_statement: print(statement),
    strategy: strategy.strategy,
    options: strategy.options,
    ddl_action: actionOf(statement) ?? '',
    migration_context: migration.context,
    migration_status: 'queued',
    tablet: tablet.alias,
    retain_artifacts_seconds: seconds(durations.get('retain-artifacts') ?? 0),
    cutover_threshold_seconds: seconds(durations.get('cut-over-threshold') ?? 0),
    postpone_launch: flags.has('postpone-launch'),
    postpone_completion: flags.has('postpone-completion'),
    allow_concurrent: flags.has('allow-concurrent'),
    reverted_uuid: undone?.uuid ?? '',
    is_view: undone?.isView ?? isOfView(statement),
    log_path: '',
    table_rows: 0,
    log_file: '',
    vitess_liveness_indicator: 0,
    artifacts: '',
    message: '',
    removed_unique_key_names: '',
    dropped_no_default_column_names: '',
    expanded_column_names: '',
    revertible_notes: '',
    special_plan: '',
    component_throttled: '',
    reason_throttled: '',
    stage: '',
    removed_foreign_key_names: '',
  };
  const { affectedRows } = await session.execute(
    `INSERT IGNORE INTO _vt.schema_migrations (${Object.keys(columns).join(', ')}, requested_timestamp) VALUES (${Object.values(columns).map(literal).join(', ')}, NOW(6))`,
    signal,
  );
  parts.reachCrashPoint('onlineddl.submitted');
  return Number(affectedRows);
}

function refused(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
