
import type { TableMaterializeSettings as _vtctldata_TableMaterializeSettings, TableMaterializeSettings__Output as _vtctldata_TableMaterializeSettings__Output } from '../vtctldata/TableMaterializeSettings.ts';
import type { MaterializationIntent as _vtctldata_MaterializationIntent, MaterializationIntent__Output as _vtctldata_MaterializationIntent__Output } from '../vtctldata/MaterializationIntent.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { WorkflowOptions as _vtctldata_WorkflowOptions, WorkflowOptions__Output as _vtctldata_WorkflowOptions__Output } from '../vtctldata/WorkflowOptions.ts';

export interface MaterializeSettings {
  'workflow'?: (string);
  'source_keyspace'?: (string);
  'target_keyspace'?: (string);
  'stop_after_copy'?: (boolean);
  'table_settings'?: (_vtctldata_TableMaterializeSettings)[];
  'cell'?: (string);
  'tablet_types'?: (string);
  'external_cluster'?: (string);
  'materialization_intent'?: (_vtctldata_MaterializationIntent);
  'source_time_zone'?: (string);
  'target_time_zone'?: (string);
  'source_shards'?: (string)[];
  'on_ddl'?: (string);
  'defer_secondary_keys'?: (boolean);
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'atomic_copy'?: (boolean);
  'workflow_options'?: (_vtctldata_WorkflowOptions | null);
  'reference_tables'?: (string)[];
}

export interface MaterializeSettings__Output {
  'workflow': (string);
  'source_keyspace': (string);
  'target_keyspace': (string);
  'stop_after_copy': (boolean);
  'table_settings': (_vtctldata_TableMaterializeSettings__Output)[];
  'cell': (string);
  'tablet_types': (string);
  'external_cluster': (string);
  'materialization_intent': (_vtctldata_MaterializationIntent__Output);
  'source_time_zone': (string);
  'target_time_zone': (string);
  'source_shards': (string)[];
  'on_ddl': (string);
  'defer_secondary_keys': (boolean);
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'atomic_copy': (boolean);
  'workflow_options': (_vtctldata_WorkflowOptions__Output | null);
  'reference_tables': (string)[];
}
