
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface SleepTabletRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'duration'?: (_vttime_Duration | null);
}

export interface SleepTabletRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'duration': (_vttime_Duration__Output | null);
}
