
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { WorkflowOptions as _vtctldata_WorkflowOptions, WorkflowOptions__Output as _vtctldata_WorkflowOptions__Output } from '../vtctldata/WorkflowOptions.ts';

export interface ReshardCreateRequest {
  'workflow'?: (string);
  'keyspace'?: (string);
  'source_shards'?: (string)[];
  'target_shards'?: (string)[];
  'cells'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'skip_schema_copy'?: (boolean);
  'on_ddl'?: (string);
  'stop_after_copy'?: (boolean);
  'defer_secondary_keys'?: (boolean);
  'auto_start'?: (boolean);
  'workflow_options'?: (_vtctldata_WorkflowOptions | null);
}

export interface ReshardCreateRequest__Output {
  'workflow': (string);
  'keyspace': (string);
  'source_shards': (string)[];
  'target_shards': (string)[];
  'cells': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'skip_schema_copy': (boolean);
  'on_ddl': (string);
  'stop_after_copy': (boolean);
  'defer_secondary_keys': (boolean);
  'auto_start': (boolean);
  'workflow_options': (_vtctldata_WorkflowOptions__Output | null);
}
