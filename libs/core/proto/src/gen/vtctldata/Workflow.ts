
import type { WorkflowOptions as _vtctldata_WorkflowOptions, WorkflowOptions__Output as _vtctldata_WorkflowOptions__Output } from '../vtctldata/WorkflowOptions.ts';
import type { _topodata_Shard_TabletControl, _topodata_Shard_TabletControl__Output } from '../topodata/Shard.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { BinlogSource as _binlogdata_BinlogSource, BinlogSource__Output as _binlogdata_BinlogSource__Output } from '../binlogdata/BinlogSource.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';

export interface _vtctldata_Workflow_Stream_CopyState {
  'table'?: (string);
  'last_pk'?: (string);
  'stream_id'?: (bigint | number | string);
}

export interface _vtctldata_Workflow_Stream_CopyState__Output {
  'table': (string);
  'last_pk': (string);
  'stream_id': (bigint);
}

export interface _vtctldata_Workflow_Stream_Log {
  'id'?: (bigint | number | string);
  'stream_id'?: (bigint | number | string);
  'type'?: (string);
  'state'?: (string);
  'created_at'?: (_vttime_Time | null);
  'updated_at'?: (_vttime_Time | null);
  'message'?: (string);
  'count'?: (bigint | number | string);
}

export interface _vtctldata_Workflow_Stream_Log__Output {
  'id': (bigint);
  'stream_id': (bigint);
  'type': (string);
  'state': (string);
  'created_at': (_vttime_Time__Output | null);
  'updated_at': (_vttime_Time__Output | null);
  'message': (string);
  'count': (bigint);
}

export interface _vtctldata_Workflow_ReplicationLocation {
  'keyspace'?: (string);
  'shards'?: (string)[];
}

export interface _vtctldata_Workflow_ReplicationLocation__Output {
  'keyspace': (string);
  'shards': (string)[];
}

export interface _vtctldata_Workflow_ShardStream {
  'streams'?: (_vtctldata_Workflow_Stream)[];
  'tablet_controls'?: (_topodata_Shard_TabletControl)[];
  'is_primary_serving'?: (boolean);
}

export interface _vtctldata_Workflow_ShardStream__Output {
  'streams': (_vtctldata_Workflow_Stream__Output)[];
  'tablet_controls': (_topodata_Shard_TabletControl__Output)[];
  'is_primary_serving': (boolean);
}

export interface _vtctldata_Workflow_Stream {
  'id'?: (bigint | number | string);
  'shard'?: (string);
  'tablet'?: (_topodata_TabletAlias | null);
  'binlog_source'?: (_binlogdata_BinlogSource | null);
  'position'?: (string);
  'stop_position'?: (string);
  'state'?: (string);
  'db_name'?: (string);
  'transaction_timestamp'?: (_vttime_Time | null);
  'time_updated'?: (_vttime_Time | null);
  'message'?: (string);
  'copy_states'?: (_vtctldata_Workflow_Stream_CopyState)[];
  'logs'?: (_vtctldata_Workflow_Stream_Log)[];
  'log_fetch_error'?: (string);
  'tags'?: (string)[];
  'rows_copied'?: (bigint | number | string);
  'throttler_status'?: (_vtctldata_Workflow_Stream_ThrottlerStatus | null);
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'cells'?: (string)[];
}

export interface _vtctldata_Workflow_Stream__Output {
  'id': (bigint);
  'shard': (string);
  'tablet': (_topodata_TabletAlias__Output | null);
  'binlog_source': (_binlogdata_BinlogSource__Output | null);
  'position': (string);
  'stop_position': (string);
  'state': (string);
  'db_name': (string);
  'transaction_timestamp': (_vttime_Time__Output | null);
  'time_updated': (_vttime_Time__Output | null);
  'message': (string);
  'copy_states': (_vtctldata_Workflow_Stream_CopyState__Output)[];
  'logs': (_vtctldata_Workflow_Stream_Log__Output)[];
  'log_fetch_error': (string);
  'tags': (string)[];
  'rows_copied': (bigint);
  'throttler_status': (_vtctldata_Workflow_Stream_ThrottlerStatus__Output | null);
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'cells': (string)[];
}

export interface _vtctldata_Workflow_Stream_ThrottlerStatus {
  'component_throttled'?: (string);
  'time_throttled'?: (_vttime_Time | null);
}

export interface _vtctldata_Workflow_Stream_ThrottlerStatus__Output {
  'component_throttled': (string);
  'time_throttled': (_vttime_Time__Output | null);
}

export interface Workflow {
  'name'?: (string);
  'source'?: (_vtctldata_Workflow_ReplicationLocation | null);
  'target'?: (_vtctldata_Workflow_ReplicationLocation | null);
  'max_v_replication_lag'?: (bigint | number | string);
  'shard_streams'?: ({[key: string]: _vtctldata_Workflow_ShardStream});
  'workflow_type'?: (string);
  'workflow_sub_type'?: (string);
  'max_v_replication_transaction_lag'?: (bigint | number | string);
  'defer_secondary_keys'?: (boolean);
  'options'?: (_vtctldata_WorkflowOptions | null);
}

export interface Workflow__Output {
  'name': (string);
  'source': (_vtctldata_Workflow_ReplicationLocation__Output | null);
  'target': (_vtctldata_Workflow_ReplicationLocation__Output | null);
  'max_v_replication_lag': (bigint);
  'shard_streams': ({[key: string]: _vtctldata_Workflow_ShardStream__Output});
  'workflow_type': (string);
  'workflow_sub_type': (string);
  'max_v_replication_transaction_lag': (bigint);
  'defer_secondary_keys': (boolean);
  'options': (_vtctldata_WorkflowOptions__Output | null);
}
