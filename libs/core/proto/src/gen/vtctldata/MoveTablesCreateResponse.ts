
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface _vtctldata_MoveTablesCreateResponse_TabletInfo {
  'tablet'?: (_topodata_TabletAlias | null);
  'created'?: (boolean);
}

export interface _vtctldata_MoveTablesCreateResponse_TabletInfo__Output {
  'tablet': (_topodata_TabletAlias__Output | null);
  'created': (boolean);
}

export interface MoveTablesCreateResponse {
  'summary'?: (string);
  'details'?: (_vtctldata_MoveTablesCreateResponse_TabletInfo)[];
}

export interface MoveTablesCreateResponse__Output {
  'summary': (string);
  'details': (_vtctldata_MoveTablesCreateResponse_TabletInfo__Output)[];
}
