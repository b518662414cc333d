
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { WorkflowOptions as _vtctldata_WorkflowOptions, WorkflowOptions__Output as _vtctldata_WorkflowOptions__Output } from '../vtctldata/WorkflowOptions.ts';

export interface MoveTablesCreateRequest {
  'workflow'?: (string);
  'source_keyspace'?: (string);
  'target_keyspace'?: (string);
  'cells'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'source_shards'?: (string)[];
  'all_tables'?: (boolean);
  'include_tables'?: (string)[];
  'exclude_tables'?: (string)[];
  'external_cluster_name'?: (string);
  'source_time_zone'?: (string);
  'on_ddl'?: (string);
  'stop_after_copy'?: (boolean);
  'drop_foreign_keys'?: (boolean);
  'defer_secondary_keys'?: (boolean);
  'auto_start'?: (boolean);
  'no_routing_rules'?: (boolean);
  'atomic_copy'?: (boolean);
  'workflow_options'?: (_vtctldata_WorkflowOptions | null);
}

export interface MoveTablesCreateRequest__Output {
  'workflow': (string);
  'source_keyspace': (string);
  'target_keyspace': (string);
  'cells': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'source_shards': (string)[];
  'all_tables': (boolean);
  'include_tables': (string)[];
  'exclude_tables': (string)[];
  'external_cluster_name': (string);
  'source_time_zone': (string);
  'on_ddl': (string);
  'stop_after_copy': (boolean);
  'drop_foreign_keys': (boolean);
  'defer_secondary_keys': (boolean);
  'auto_start': (boolean);
  'no_routing_rules': (boolean);
  'atomic_copy': (boolean);
  'workflow_options': (_vtctldata_WorkflowOptions__Output | null);
}
