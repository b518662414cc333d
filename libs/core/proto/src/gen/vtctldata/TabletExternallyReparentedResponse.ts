
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface TabletExternallyReparentedResponse {
  'keyspace'?: (string);
  'shard'?: (string);
  'new_primary'?: (_topodata_TabletAlias | null);
  'old_primary'?: (_topodata_TabletAlias | null);
}

export interface TabletExternallyReparentedResponse__Output {
  'keyspace': (string);
  'shard': (string);
  'new_primary': (_topodata_TabletAlias__Output | null);
  'old_primary': (_topodata_TabletAlias__Output | null);
}
