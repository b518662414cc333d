
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Event as _logutil_Event, Event__Output as _logutil_Event__Output } from '../logutil/Event.ts';

export interface RestoreFromBackupResponse {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'keyspace'?: (string);
  'shard'?: (string);
  'event'?: (_logutil_Event | null);
}

export interface RestoreFromBackupResponse__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'keyspace': (string);
  'shard': (string);
  'event': (_logutil_Event__Output | null);
}
