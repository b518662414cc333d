import type { MessageInput } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import { parseTabletAlias } from '@vt/topo';
import type { QueryResult } from './migrations.ts';

export type SchemaMigration = MessageInput<'vtctldata.SchemaMigration'>;

/** Times are asked for as seconds since the epoch, whatever the server's zone is. */
const times = {
  added_at: 'added_timestamp',
  requested_at: 'requested_timestamp',
  ready_at: 'ready_timestamp',
  started_at: 'started_timestamp',
  liveness_timestamp_at: 'liveness_timestamp',
  completed_at: 'completed_timestamp',
  cleaned_up_at: 'cleanup_timestamp',
  last_throttled_at: 'last_throttled_timestamp',
  cancelled_at: 'cancelled_timestamp',
  reviewed_at: 'reviewed_timestamp',
  ready_to_complete_at: 'ready_to_complete_timestamp',
} as const;

export const migrationColumns: string = [
  '*',
  ...Object.entries(times).map(([name, column]) => `UNIX_TIMESTAMP(${column}) AS ${name}`),
].join(', ');

/** Rows of `_vt.schema_migrations`, read with `migrationColumns`. */
export function migrationsOf({ fields, rows }: QueryResult): SchemaMigration[] {
  const names = fields.map(({ name }) => name);
  return rows.map((row) => {
    const values = fromProtoRow(row).map((value) => (value === null ? null : Buffer.from(value).toString('utf8')));
    return migrationOf((name) => values[names.indexOf(name)] ?? null);
  });
}

function migrationOf(read: (name: string) => string | null): SchemaMigration {
  const text = (name: string): string => read(name) ?? '';
  const number = (name: string): number => Number(read(name) ?? 0);
  const big = (name: string): bigint => BigInt(read(name) ?? 0);
  const flag = (name: string): boolean => number(name) !== 0;
  const time = (name: string) => timeOf(read(name));
  const alias = text('tablet');
  return {
    uuid: text('migration_uuid'),
    keyspace: text('keyspace'),
    shard: text('shard'),
    schema: text('mysql_schema'),
    table: text('mysql_table'),
    migration_statement: text('migration_statement'),
    strategy: text('strategy').toUpperCase() as 'VITESS',
    options: text('options'),
    added_at: time('added_at'),
    requested_at: time('requested_at'),
    ready_at: time('ready_at'),
    started_at: time('started_at'),
    liveness_timestamp: time('liveness_timestamp_at'),
    completed_at: time('completed_at'),
    cleaned_up_at: time('cleaned_up_at'),
    status: text('migration_status').toUpperCase() as 'QUEUED',
    log_path: text('log_path'),
    artifacts: text('artifacts'),
    retries: big('retries'),
    tablet: alias === '' ? null : parseTabletAlias(alias),
    tablet_failure: flag('tablet_failure'),
    progress: number('progress'),
    migration_context: text('migration_context'),
    ddl_action: text('ddl_action'),
    message: text('message'),
    eta_seconds: big('eta_seconds'),
    rows_copied: big('rows_copied'),
    table_rows: big('table_rows'),
    added_unique_keys: number('added_unique_keys'),
    removed_unique_keys: number('removed_unique_keys'),
    log_file: text('log_file'),
    artifact_retention: { seconds: big('retain_artifacts_seconds'), nanos: 0 },
    postpone_completion: flag('postpone_completion'),
    removed_unique_key_names: text('removed_unique_key_names'),
    dropped_no_default_column_names: text('dropped_no_default_column_names'),
    expanded_column_names: text('expanded_column_names'),
    revertible_notes: text('revertible_notes'),
    allow_concurrent: flag('allow_concurrent'),
    reverted_uuid: text('reverted_uuid'),
    is_view: flag('is_view'),
    ready_to_complete: flag('ready_to_complete'),
    vitess_liveness_indicator: big('vitess_liveness_indicator'),
    user_throttle_ratio: number('user_throttle_ratio'),
    special_plan: text('special_plan'),
    last_throttled_at: time('last_throttled_at'),
    component_throttled: text('component_throttled'),
    cancelled_at: time('cancelled_at'),
    postpone_launch: flag('postpone_launch'),
    stage: text('stage'),
    cutover_attempts: number('cutover_attempts'),
    is_immediate_operation: flag('is_immediate_operation'),
    reviewed_at: time('reviewed_at'),
    ready_to_complete_at: time('ready_to_complete_at'),
    removed_foreign_key_names: text('removed_foreign_key_names'),
    in_order_completion_pending_count: big('in_order_completion_pending_count'),
  };
}

function timeOf(text: string | null): { seconds: bigint; nanoseconds: number } | null {
  if (text === null) return null;
  const [seconds = '0', fraction = ''] = text.split('.');
  return { seconds: BigInt(seconds), nanoseconds: Number(fraction.padEnd(9, '0').slice(0, 9)) };
}
