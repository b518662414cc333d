import type { Message } from '@vt/proto';
import { tabletAliasString } from '@vt/topo';
import { ruledTable } from './text-table.ts';

type Migration = Message<'vtctldata.SchemaMigration'>;

/** The columns of `OnlineDDL show`, in Vitess's order and under its names. */
const columns: Readonly<Record<string, (migration: Migration) => string>> = {
  migration_uuid: ({ uuid }) => uuid,
  keyspace: ({ keyspace }) => keyspace,
  shard: ({ shard }) => shard,
  mysql_schema: ({ schema }) => schema,
  mysql_table: ({ table }) => table,
  migration_statement: ({ migration_statement: text }) => text.replaceAll(/\s+/g, ' '),
  strategy: ({ strategy }) => String(strategy).toLowerCase(),
  options: ({ options }) => options,
  added_timestamp: ({ added_at }) => timeText(added_at),
  requested_timestamp: ({ requested_at }) => timeText(requested_at),
  ready_timestamp: ({ ready_at }) => timeText(ready_at),
  started_timestamp: ({ started_at }) => timeText(started_at),
  liveness_timestamp: ({ liveness_timestamp }) => timeText(liveness_timestamp),
  completed_timestamp: ({ completed_at }) => timeText(completed_at),
  cleanup_timestamp: ({ cleaned_up_at }) => timeText(cleaned_up_at),
  status: ({ status }) => String(status).toLowerCase(),
  log_path: ({ log_path }) => log_path,
  artifacts: ({ artifacts }) => artifacts,
  retries: ({ retries }) => String(retries),
  tablet: ({ tablet }) => (tablet ? tabletAliasString(tablet) : ''),
  tablet_failure: ({ tablet_failure }) => flagText(tablet_failure),
  progress: ({ progress }) => String(progress),
  migration_context: ({ migration_context }) => migration_context,
  ddl_action: ({ ddl_action }) => ddl_action,
  message: ({ message }) => message,
  eta_seconds: ({ eta_seconds }) => String(eta_seconds),
  rows_copied: ({ rows_copied }) => String(rows_copied),
  table_rows: ({ table_rows }) => String(table_rows),
  added_unique_keys: ({ added_unique_keys }) => String(added_unique_keys),
  removed_unique_keys: ({ removed_unique_keys }) => String(removed_unique_keys),
  log_file: ({ log_file }) => log_file,
  artifact_retention_seconds: ({ artifact_retention }) => String(artifact_retention?.seconds ?? 0n),
  postpone_completion: ({ postpone_completion }) => flagText(postpone_completion),
  removed_unique_key_names: ({ removed_unique_key_names }) => removed_unique_key_names,
  dropped_no_default_column_names: ({ dropped_no_default_column_names }) => dropped_no_default_column_names,
  expanded_column_names: ({ expanded_column_names }) => expanded_column_names,
  revertible_notes: ({ revertible_notes }) => revertible_notes,
  allow_concurrent: ({ allow_concurrent }) => flagText(allow_concurrent),
  reverted_uuid: ({ reverted_uuid }) => reverted_uuid,
  is_view: ({ is_view }) => flagText(is_view),
  ready_to_complete: ({ ready_to_complete }) => flagText(ready_to_complete),
  vitess_liveness_indicator: ({ vitess_liveness_indicator }) => String(vitess_liveness_indicator),
  user_throttle_ratio: ({ user_throttle_ratio }) => String(user_throttle_ratio),
  special_plan: ({ special_plan }) => special_plan,
  last_throttled_timestamp: ({ last_throttled_at }) => timeText(last_throttled_at),
  component_throttled: ({ component_throttled }) => component_throttled,
  cancelled_timestamp: ({ cancelled_at }) => timeText(cancelled_at),
  postpone_launch: ({ postpone_launch }) => flagText(postpone_launch),
  stage: ({ stage }) => stage,
  cutover_attempts: ({ cutover_attempts }) => String(cutover_attempts),
  is_immediate_operation: ({ is_immediate_operation }) => flagText(is_immediate_operation),
  reviewed_timestamp: ({ reviewed_at }) => timeText(reviewed_at),
  ready_to_complete_timestamp: ({ ready_to_complete_at }) => timeText(ready_to_complete_at),
  removed_foreign_key_names: ({ removed_foreign_key_names }) => removed_foreign_key_names,
  in_order_completion_pending_count: (migration) => String(migration.in_order_completion_pending_count),
};

/** A table as wide as its longest statement; '' for no migrations. */
export function migrationTable(migrations: readonly Migration[]): string {
  if (migrations.length === 0) return '';
  return ruledTable(
    Object.keys(columns),
    migrations.map((migration) => Object.values(columns).map((read) => read(migration).replaceAll(/\s*\n\s*/g, ' '))),
  );
}

/** What is not so is left empty. */
const flagText = (isSet: boolean): string => (isSet ? '1' : '');

function timeText(time: Migration['started_at']): string {
  return time ? new Date(Number(time.seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ') : '';
}
