
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ExecuteFetchAsAppRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'query'?: (string);
  'max_rows'?: (bigint | number | string);
  'use_pool'?: (boolean);
}

export interface ExecuteFetchAsAppRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'query': (string);
  'max_rows': (bigint);
  'use_pool': (boolean);
}
