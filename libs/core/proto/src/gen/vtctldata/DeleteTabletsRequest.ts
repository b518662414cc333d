
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface DeleteTabletsRequest {
  'tablet_aliases'?: (_topodata_TabletAlias)[];
  'allow_primary'?: (boolean);
}

export interface DeleteTabletsRequest__Output {
  'tablet_aliases': (_topodata_TabletAlias__Output)[];
  'allow_primary': (boolean);
}
