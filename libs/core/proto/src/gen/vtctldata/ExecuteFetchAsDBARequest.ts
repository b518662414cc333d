
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ExecuteFetchAsDBARequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'query'?: (string);
  'max_rows'?: (bigint | number | string);
  'disable_binlogs'?: (boolean);
  'reload_schema'?: (boolean);
}

export interface ExecuteFetchAsDBARequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'query': (string);
  'max_rows': (bigint);
  'disable_binlogs': (boolean);
  'reload_schema': (boolean);
}
