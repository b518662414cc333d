
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface SetWritableRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'writable'?: (boolean);
}

export interface SetWritableRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'writable': (boolean);
}
