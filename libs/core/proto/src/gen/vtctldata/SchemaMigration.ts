
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';


export const _vtctldata_SchemaMigration_Status = {
  UNKNOWN: 'UNKNOWN',
  REQUESTED: 'REQUESTED',
  CANCELLED: 'CANCELLED',
  QUEUED: 'QUEUED',
  READY: 'READY',
  RUNNING: 'RUNNING',
  COMPLETE: 'COMPLETE',
  FAILED: 'FAILED',
} as const;

export type _vtctldata_SchemaMigration_Status =
  | 'UNKNOWN'
  | 0
  | 'REQUESTED'
  | 1
  | 'CANCELLED'
  | 2
  | 'QUEUED'
  | 3
  | 'READY'
  | 4
  | 'RUNNING'
  | 5
  | 'COMPLETE'
  | 6
  | 'FAILED'
  | 7

export type _vtctldata_SchemaMigration_Status__Output = typeof _vtctldata_SchemaMigration_Status[keyof typeof _vtctldata_SchemaMigration_Status]


export const _vtctldata_SchemaMigration_Strategy = {
  VITESS: 'VITESS',
  ONLINE: 'ONLINE',
  DIRECT: 'DIRECT',
  MYSQL: 'MYSQL',
} as const;

export type _vtctldata_SchemaMigration_Strategy =
  | 'VITESS'
  | 0
  | 'ONLINE'
  | 0
  | 'DIRECT'
  | 3
  | 'MYSQL'
  | 4

export type _vtctldata_SchemaMigration_Strategy__Output = typeof _vtctldata_SchemaMigration_Strategy[keyof typeof _vtctldata_SchemaMigration_Strategy]

export interface SchemaMigration {
  'uuid'?: (string);
  'keyspace'?: (string);
  'shard'?: (string);
  'schema'?: (string);
  'table'?: (string);
  'migration_statement'?: (string);
  'strategy'?: (_vtctldata_SchemaMigration_Strategy);
  'options'?: (string);
  'added_at'?: (_vttime_Time | null);
  'requested_at'?: (_vttime_Time | null);
  'ready_at'?: (_vttime_Time | null);
  'started_at'?: (_vttime_Time | null);
  'liveness_timestamp'?: (_vttime_Time | null);
  'completed_at'?: (_vttime_Time | null);
  'cleaned_up_at'?: (_vttime_Time | null);
  'status'?: (_vtctldata_SchemaMigration_Status);
  'log_path'?: (string);
  'artifacts'?: (string);
  'retries'?: (bigint | number | string);
  'tablet'?: (_topodata_TabletAlias | null);
  'tablet_failure'?: (boolean);
  'progress'?: (number | string);
  'migration_context'?: (string);
  'ddl_action'?: (string);
  'message'?: (string);
  'eta_seconds'?: (bigint | number | string);
  'rows_copied'?: (bigint | number | string);
  'table_rows'?: (bigint | number | string);
  'added_unique_keys'?: (number);
  'removed_unique_keys'?: (number);
  'log_file'?: (string);
  'artifact_retention'?: (_vttime_Duration | null);
  'postpone_completion'?: (boolean);
  'removed_unique_key_names'?: (string);
  'dropped_no_default_column_names'?: (string);
  'expanded_column_names'?: (string);
  'revertible_notes'?: (string);
  'allow_concurrent'?: (boolean);
  'reverted_uuid'?: (string);
  'is_view'?: (boolean);
  'ready_to_complete'?: (boolean);
  'vitess_liveness_indicator'?: (bigint | number | string);
  'user_throttle_ratio'?: (number | string);
  'special_plan'?: (string);
  'last_throttled_at'?: (_vttime_Time | null);
  'component_throttled'?: (string);
  'cancelled_at'?: (_vttime_Time | null);
  'postpone_launch'?: (boolean);
  'stage'?: (string);
  'cutover_attempts'?: (number);
  'is_immediate_operation'?: (boolean);
  'reviewed_at'?: (_vttime_Time | null);
  'ready_to_complete_at'?: (_vttime_Time | null);
  'removed_foreign_key_names'?: (string);
  'in_order_completion_pending_count'?: (bigint | number | string);
}

export interface SchemaMigration__Output {
  'uuid': (string);
  'keyspace': (string);
  'shard': (string);
  'schema': (string);
  'table': (string);
  'migration_statement': (string);
  'strategy': (_vtctldata_SchemaMigration_Strategy__Output);
  'options': (string);
  'added_at': (_vttime_Time__Output | null);
  'requested_at': (_vttime_Time__Output | null);
  'ready_at': (_vttime_Time__Output | null);
  'started_at': (_vttime_Time__Output | null);
  'liveness_timestamp': (_vttime_Time__Output | null);
  'completed_at': (_vttime_Time__Output | null);
  'cleaned_up_at': (_vttime_Time__Output | null);
  'status': (_vtctldata_SchemaMigration_Status__Output);
  'log_path': (string);
  'artifacts': (string);
  'retries': (bigint);
  'tablet': (_topodata_TabletAlias__Output | null);
  'tablet_failure': (boolean);
  'progress': (number);
  'migration_context': (string);
  'ddl_action': (string);
  'message': (string);
  'eta_seconds': (bigint);
  'rows_copied': (bigint);
  'table_rows': (bigint);
  'added_unique_keys': (number);
  'removed_unique_keys': (number);
  'log_file': (string);
  'artifact_retention': (_vttime_Duration__Output | null);
  'postpone_completion': (boolean);
  'removed_unique_key_names': (string);
  'dropped_no_default_column_names': (string);
  'expanded_column_names': (string);
  'revertible_notes': (string);
  'allow_concurrent': (boolean);
  'reverted_uuid': (string);
  'is_view': (boolean);
  'ready_to_complete': (boolean);
  'vitess_liveness_indicator': (bigint);
  'user_throttle_ratio': (number);
  'special_plan': (string);
  'last_throttled_at': (_vttime_Time__Output | null);
  'component_throttled': (string);
  'cancelled_at': (_vttime_Time__Output | null);
  'postpone_launch': (boolean);
  'stage': (string);
  'cutover_attempts': (number);
  'is_immediate_operation': (boolean);
  'reviewed_at': (_vttime_Time__Output | null);
  'ready_to_complete_at': (_vttime_Time__Output | null);
  'removed_foreign_key_names': (string);
  'in_order_completion_pending_count': (bigint);
}
