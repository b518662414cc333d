
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Event as _logutil_Event, Event__Output as _logutil_Event__Output } from '../logutil/Event.ts';

export interface EmergencyReparentShardResponse {
  'keyspace'?: (string);
  'shard'?: (string);
  'promoted_primary'?: (_topodata_TabletAlias | null);
  'events'?: (_logutil_Event)[];
}

export interface EmergencyReparentShardResponse__Output {
  'keyspace': (string);
  'shard': (string);
  'promoted_primary': (_topodata_TabletAlias__Output | null);
  'events': (_logutil_Event__Output)[];
}
