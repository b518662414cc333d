
import type { BinlogSource as _binlogdata_BinlogSource, BinlogSource__Output as _binlogdata_BinlogSource__Output } from '../binlogdata/BinlogSource.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { VReplicationWorkflowType as _binlogdata_VReplicationWorkflowType, VReplicationWorkflowType__Output as _binlogdata_VReplicationWorkflowType__Output } from '../binlogdata/VReplicationWorkflowType.ts';
import type { VReplicationWorkflowSubType as _binlogdata_VReplicationWorkflowSubType, VReplicationWorkflowSubType__Output as _binlogdata_VReplicationWorkflowSubType__Output } from '../binlogdata/VReplicationWorkflowSubType.ts';

export interface CreateVReplicationWorkflowRequest {
  'workflow'?: (string);
  'binlog_source'?: (_binlogdata_BinlogSource)[];
  'cells'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'workflow_type'?: (_binlogdata_VReplicationWorkflowType);
  'workflow_sub_type'?: (_binlogdata_VReplicationWorkflowSubType);
  'defer_secondary_keys'?: (boolean);
  'auto_start'?: (boolean);
  'stop_after_copy'?: (boolean);
  'options'?: (string);
}

export interface CreateVReplicationWorkflowRequest__Output {
  'workflow': (string);
  'binlog_source': (_binlogdata_BinlogSource__Output)[];
  'cells': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'workflow_type': (_binlogdata_VReplicationWorkflowType__Output);
  'workflow_sub_type': (_binlogdata_VReplicationWorkflowSubType__Output);
  'defer_secondary_keys': (boolean);
  'auto_start': (boolean);
  'stop_after_copy': (boolean);
  'options': (string);
}
