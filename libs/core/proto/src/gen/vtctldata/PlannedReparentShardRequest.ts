
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface PlannedReparentShardRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'new_primary'?: (_topodata_TabletAlias | null);
  'avoid_primary'?: (_topodata_TabletAlias | null);
  'wait_replicas_timeout'?: (_vttime_Duration | null);
  'tolerable_replication_lag'?: (_vttime_Duration | null);
  'allow_cross_cell_promotion'?: (boolean);
  'expected_primary'?: (_topodata_TabletAlias | null);
}

export interface PlannedReparentShardRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'new_primary': (_topodata_TabletAlias__Output | null);
  'avoid_primary': (_topodata_TabletAlias__Output | null);
  'wait_replicas_timeout': (_vttime_Duration__Output | null);
  'tolerable_replication_lag': (_vttime_Duration__Output | null);
  'allow_cross_cell_promotion': (boolean);
  'expected_primary': (_topodata_TabletAlias__Output | null);
}
