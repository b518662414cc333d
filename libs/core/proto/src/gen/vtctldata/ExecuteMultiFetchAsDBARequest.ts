
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ExecuteMultiFetchAsDBARequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'sql'?: (string);
  'max_rows'?: (bigint | number | string);
  'disable_binlogs'?: (boolean);
  'reload_schema'?: (boolean);
}

export interface ExecuteMultiFetchAsDBARequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'sql': (string);
  'max_rows': (bigint);
  'disable_binlogs': (boolean);
  'reload_schema': (boolean);
}
