
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface WorkflowSwitchTrafficRequest {
  'keyspace'?: (string);
  'workflow'?: (string);
  'cells'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'max_replication_lag_allowed'?: (_vttime_Duration | null);
  'enable_reverse_replication'?: (boolean);
  'direction'?: (number);
  'timeout'?: (_vttime_Duration | null);
  'dry_run'?: (boolean);
  'initialize_target_sequences'?: (boolean);
  'shards'?: (string)[];
  'force'?: (boolean);
}

export interface WorkflowSwitchTrafficRequest__Output {
  'keyspace': (string);
  'workflow': (string);
  'cells': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'max_replication_lag_allowed': (_vttime_Duration__Output | null);
  'enable_reverse_replication': (boolean);
  'direction': (number);
  'timeout': (_vttime_Duration__Output | null);
  'dry_run': (boolean);
  'initialize_target_sequences': (boolean);
  'shards': (string)[];
  'force': (boolean);
}
