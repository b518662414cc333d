
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';

export interface MigrateCreateRequest {
  'workflow'?: (string);
  'source_keyspace'?: (string);
  'target_keyspace'?: (string);
  'mount_name'?: (string);
  'cells'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'all_tables'?: (boolean);
  'include_tables'?: (string)[];
  'exclude_tables'?: (string)[];
  'source_time_zone'?: (string);
  'on_ddl'?: (string);
  'stop_after_copy'?: (boolean);
  'drop_foreign_keys'?: (boolean);
  'defer_secondary_keys'?: (boolean);
  'auto_start'?: (boolean);
  'no_routing_rules'?: (boolean);
}

export interface MigrateCreateRequest__Output {
  'workflow': (string);
  'source_keyspace': (string);
  'target_keyspace': (string);
  'mount_name': (string);
  'cells': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'all_tables': (boolean);
  'include_tables': (string)[];
  'exclude_tables': (string)[];
  'source_time_zone': (string);
  'on_ddl': (string);
  'stop_after_copy': (boolean);
  'drop_foreign_keys': (boolean);
  'defer_secondary_keys': (boolean);
  'auto_start': (boolean);
  'no_routing_rules': (boolean);
}
