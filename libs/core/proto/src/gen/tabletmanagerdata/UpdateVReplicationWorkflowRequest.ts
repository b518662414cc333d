
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { OnDDLAction as _binlogdata_OnDDLAction, OnDDLAction__Output as _binlogdata_OnDDLAction__Output } from '../binlogdata/OnDDLAction.ts';
import type { VReplicationWorkflowState as _binlogdata_VReplicationWorkflowState, VReplicationWorkflowState__Output as _binlogdata_VReplicationWorkflowState__Output } from '../binlogdata/VReplicationWorkflowState.ts';
import type { Rule as _binlogdata_Rule, Rule__Output as _binlogdata_Rule__Output } from '../binlogdata/Rule.ts';

export interface UpdateVReplicationWorkflowRequest {
  'workflow'?: (string);
  'cells'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'on_ddl'?: (_binlogdata_OnDDLAction);
  'state'?: (_binlogdata_VReplicationWorkflowState);
  'shards'?: (string)[];
  'config_overrides'?: ({[key: string]: string});
  'message'?: (string);
  'filter_rules'?: (_binlogdata_Rule)[];
  '_tablet_selection_preference'?: "tablet_selection_preference";
  '_on_ddl'?: "on_ddl";
  '_state'?: "state";
  '_message'?: "message";
}

export interface UpdateVReplicationWorkflowRequest__Output {
  'workflow': (string);
  'cells': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference__Output);
  'on_ddl'?: (_binlogdata_OnDDLAction__Output);
  'state'?: (_binlogdata_VReplicationWorkflowState__Output);
  'shards': (string)[];
  'config_overrides': ({[key: string]: string});
  'message'?: (string);
  'filter_rules': (_binlogdata_Rule__Output)[];
  '_tablet_selection_preference'?: "tablet_selection_preference";
  '_on_ddl'?: "on_ddl";
  '_state'?: "state";
  '_message'?: "message";
}
