
import type { ExecuteOptions as _query_ExecuteOptions, ExecuteOptions__Output as _query_ExecuteOptions__Output } from '../query/ExecuteOptions.ts';
import type { TransactionMode as _vtgate_TransactionMode, TransactionMode__Output as _vtgate_TransactionMode__Output } from '../vtgate/TransactionMode.ts';
import type { QueryWarning as _query_QueryWarning, QueryWarning__Output as _query_QueryWarning__Output } from '../query/QueryWarning.ts';
import type { BindVariable as _query_BindVariable, BindVariable__Output as _query_BindVariable__Output } from '../query/BindVariable.ts';
import type { ReadAfterWrite as _vtgate_ReadAfterWrite, ReadAfterWrite__Output as _vtgate_ReadAfterWrite__Output } from '../vtgate/ReadAfterWrite.ts';
import type { PrepareData as _vtgate_PrepareData, PrepareData__Output as _vtgate_PrepareData__Output } from '../vtgate/PrepareData.ts';
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface _vtgate_Session_ShardSession {
  'target'?: (_query_Target | null);
  'transaction_id'?: (bigint | number | string);
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'reserved_id'?: (bigint | number | string);
  'read_only'?: (boolean);
  'rows_affected'?: (boolean);
}

export interface _vtgate_Session_ShardSession__Output {
  'target': (_query_Target__Output | null);
  'transaction_id': (bigint);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'reserved_id': (bigint);
  'read_only': (boolean);
  'rows_affected': (boolean);
}

export interface Session {
  'in_transaction'?: (boolean);
  'shard_sessions'?: (_vtgate_Session_ShardSession)[];
  'autocommit'?: (boolean);
  'target_string'?: (string);
  'options'?: (_query_ExecuteOptions | null);
  'transaction_mode'?: (_vtgate_TransactionMode);
  'warnings'?: (_query_QueryWarning)[];
  'pre_sessions'?: (_vtgate_Session_ShardSession)[];
  'post_sessions'?: (_vtgate_Session_ShardSession)[];
  'last_insert_id'?: (bigint | number | string);
  'found_rows'?: (bigint | number | string);
  'user_defined_variables'?: ({[key: string]: _query_BindVariable});
  'system_variables'?: ({[key: string]: string});
  'row_count'?: (bigint | number | string);
  'savepoints'?: (string)[];
  'in_reserved_conn'?: (boolean);
  'lock_session'?: (_vtgate_Session_ShardSession | null);
  'last_lock_heartbeat'?: (bigint | number | string);
  'read_after_write'?: (_vtgate_ReadAfterWrite | null);
  'DDLStrategy'?: (string);
  'SessionUUID'?: (string);
  'enable_system_settings'?: (boolean);
  'advisory_lock'?: ({[key: string]: bigint | number | string});
  'query_timeout'?: (bigint | number | string);
  'prepare_statement'?: ({[key: string]: _vtgate_PrepareData});
  'migration_context'?: (string);
  'error_until_rollback'?: (boolean);
}

export interface Session__Output {
  'in_transaction': (boolean);
  'shard_sessions': (_vtgate_Session_ShardSession__Output)[];
  'autocommit': (boolean);
  'target_string': (string);
  'options': (_query_ExecuteOptions__Output | null);
  'transaction_mode': (_vtgate_TransactionMode__Output);
  'warnings': (_query_QueryWarning__Output)[];
  'pre_sessions': (_vtgate_Session_ShardSession__Output)[];
  'post_sessions': (_vtgate_Session_ShardSession__Output)[];
  'last_insert_id': (bigint);
  'found_rows': (bigint);
  'user_defined_variables': ({[key: string]: _query_BindVariable__Output});
  'system_variables': ({[key: string]: string});
  'row_count': (bigint);
  'savepoints': (string)[];
  'in_reserved_conn': (boolean);
  'lock_session': (_vtgate_Session_ShardSession__Output | null);
  'last_lock_heartbeat': (bigint);
  'read_after_write': (_vtgate_ReadAfterWrite__Output | null);
  'DDLStrategy': (string);
  'SessionUUID': (string);
  'enable_system_settings': (boolean);
  'advisory_lock': ({[key: string]: bigint});
  'query_timeout': (bigint);
  'prepare_statement': ({[key: string]: _vtgate_PrepareData__Output});
  'migration_context': (string);
  'error_until_rollback': (boolean);
}
