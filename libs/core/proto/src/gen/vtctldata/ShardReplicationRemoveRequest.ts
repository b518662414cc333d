
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ShardReplicationRemoveRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_alias'?: (_topodata_TabletAlias | null);
}

export interface ShardReplicationRemoveRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
}
