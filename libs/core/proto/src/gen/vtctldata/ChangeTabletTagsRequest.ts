
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ChangeTabletTagsRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'tags'?: ({[key: string]: string});
  'replace'?: (boolean);
}

export interface ChangeTabletTagsRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'tags': ({[key: string]: string});
  'replace': (boolean);
}
