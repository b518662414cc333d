
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface EmergencyReparentShardRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'new_primary'?: (_topodata_TabletAlias | null);
  'ignore_replicas'?: (_topodata_TabletAlias)[];
  'wait_replicas_timeout'?: (_vttime_Duration | null);
  'prevent_cross_cell_promotion'?: (boolean);
  'wait_for_all_tablets'?: (boolean);
  'expected_primary'?: (_topodata_TabletAlias | null);
}

export interface EmergencyReparentShardRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'new_primary': (_topodata_TabletAlias__Output | null);
  'ignore_replicas': (_topodata_TabletAlias__Output)[];
  'wait_replicas_timeout': (_vttime_Duration__Output | null);
  'prevent_cross_cell_promotion': (boolean);
  'wait_for_all_tablets': (boolean);
  'expected_primary': (_topodata_TabletAlias__Output | null);
}
