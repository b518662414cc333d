
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface InitShardPrimaryRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'primary_elect_tablet_alias'?: (_topodata_TabletAlias | null);
  'force'?: (boolean);
  'wait_replicas_timeout'?: (_vttime_Duration | null);
}

export interface InitShardPrimaryRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'primary_elect_tablet_alias': (_topodata_TabletAlias__Output | null);
  'force': (boolean);
  'wait_replicas_timeout': (_vttime_Duration__Output | null);
}
