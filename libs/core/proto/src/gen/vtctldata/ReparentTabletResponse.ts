
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ReparentTabletResponse {
  'keyspace'?: (string);
  'shard'?: (string);
  'primary'?: (_topodata_TabletAlias | null);
}

export interface ReparentTabletResponse__Output {
  'keyspace': (string);
  'shard': (string);
  'primary': (_topodata_TabletAlias__Output | null);
}
