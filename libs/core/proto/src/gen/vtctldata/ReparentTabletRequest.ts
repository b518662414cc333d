
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ReparentTabletRequest {
  'tablet'?: (_topodata_TabletAlias | null);
}

export interface ReparentTabletRequest__Output {
  'tablet': (_topodata_TabletAlias__Output | null);
}
