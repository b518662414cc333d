
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface VDiffCreateRequest {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'uuid'?: (string);
  'source_cells'?: (string)[];
  'target_cells'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
  'tables'?: (string)[];
  'limit'?: (bigint | number | string);
  'filtered_replication_wait_time'?: (_vttime_Duration | null);
  'debug_query'?: (boolean);
  'only_p_ks'?: (boolean);
  'update_table_stats'?: (boolean);
  'max_extra_rows_to_compare'?: (bigint | number | string);
  'wait'?: (boolean);
  'wait_update_interval'?: (_vttime_Duration | null);
  'auto_retry'?: (boolean);
  'verbose'?: (boolean);
  'max_report_sample_rows'?: (bigint | number | string);
  'max_diff_duration'?: (_vttime_Duration | null);
  'row_diff_column_truncate_at'?: (bigint | number | string);
  'auto_start'?: (boolean);
  'repair'?: (boolean);
  '_auto_start'?: "auto_start";
}

export interface VDiffCreateRequest__Output {
  'workflow': (string);
  'target_keyspace': (string);
  'uuid': (string);
  'source_cells': (string)[];
  'target_cells': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
  'tables': (string)[];
  'limit': (bigint);
  'filtered_replication_wait_time': (_vttime_Duration__Output | null);
  'debug_query': (boolean);
  'only_p_ks': (boolean);
  'update_table_stats': (boolean);
  'max_extra_rows_to_compare': (bigint);
  'wait': (boolean);
  'wait_update_interval': (_vttime_Duration__Output | null);
  'auto_retry': (boolean);
  'verbose': (boolean);
  'max_report_sample_rows': (bigint);
  'max_diff_duration': (_vttime_Duration__Output | null);
  'row_diff_column_truncate_at': (bigint);
  'auto_start'?: (boolean);
  'repair': (boolean);
  '_auto_start'?: "auto_start";
}
