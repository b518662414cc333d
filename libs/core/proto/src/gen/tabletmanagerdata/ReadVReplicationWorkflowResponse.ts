
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { VReplicationWorkflowType as _binlogdata_VReplicationWorkflowType, VReplicationWorkflowType__Output as _binlogdata_VReplicationWorkflowType__Output } from '../binlogdata/VReplicationWorkflowType.ts';
import type { VReplicationWorkflowSubType as _binlogdata_VReplicationWorkflowSubType, VReplicationWorkflowSubType__Output as _binlogdata_VReplicationWorkflowSubType__Output } from '../binlogdata/VReplicationWorkflowSubType.ts';
import type { BinlogSource as _binlogdata_BinlogSource, BinlogSource__Output as _binlogdata_BinlogSource__Output } from '../binlogdata/BinlogSource.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { VReplicationWorkflowState as _binlogdata_VReplicationWorkflowState, VReplicationWorkflowState__Output as _binlogdata_VReplicationWorkflowState__Output } from '../binlogdata/VReplicationWorkflowState.ts';

export interface _tabletmanagerdata_ReadVReplicationWorkflowResponse_Stream {
  'id'?: (number);
  'bls'?: (_binlogdata_BinlogSource | null);
  'pos'?: (string);
  'stop_pos'?: (string);
  'max_tps'?: (bigint | number | string);
  'max_replication_lag'?: (bigint | number | string);
  'time_updated'?: (_vttime_Time | null);
  'transaction_timestamp'?: (_vttime_Time | null);
  'state'?: (_binlogdata_VReplicationWorkflowState);
  'message'?: (string);
  'rows_copied'?: (bigint | number | string);
  'time_heartbeat'?: (_vttime_Time | null);
  'time_throttled'?: (_vttime_Time | null);
  'component_throttled'?: (string);
}

export interface _tabletmanagerdata_ReadVReplicationWorkflowResponse_Stream__Output {
  'id': (number);
  'bls': (_binlogdata_BinlogSource__Output | null);
  'pos': (string);
  'stop_pos': (string);
  'max_tps': (bigint);
  'max_replication_lag': (bigint);
  'time_updated': (_vttime_Time__Output | null);
  'transaction_timestamp': (_vttime_Time__Output | null);
  'state': (_binlogdata_VReplicationWorkflowState__Output);
  'message': (string);
  'rows_copied': (bigint);
  'time_heartbeat': (_vttime_Time__Output | null);
  'time_throttled': (_vttime_Time__Output | null);
  'component_throttled': (string);
}

export interface ReadVReplicationWorkflowResponse {
  'workflow'?: (string);
  'cells'?: (string);
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'db_name'?: (string);
  'tags'?: (string);
  'workflow_type'?: (_binlogdata_VReplicationWorkflowType);
  'workflow_sub_type'?: (_binlogdata_VReplicationWorkflowSubType);
  'defer_secondary_keys'?: (boolean);
  'streams'?: (_tabletmanagerdata_ReadVReplicationWorkflowResponse_Stream)[];
  'options'?: (string);
  'config_overrides'?: ({[key: string]: string});
}

export interface ReadVReplicationWorkflowResponse__Output {
  'workflow': (string);
  'cells': (string);
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'db_name': (string);
  'tags': (string);
  'workflow_type': (_binlogdata_VReplicationWorkflowType__Output);
  'workflow_sub_type': (_binlogdata_VReplicationWorkflowSubType__Output);
  'defer_secondary_keys': (boolean);
  'streams': (_tabletmanagerdata_ReadVReplicationWorkflowResponse_Stream__Output)[];
  'options': (string);
  'config_overrides': ({[key: string]: string});
}
