
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface StopReplicationRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
}

export interface StopReplicationRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
}
