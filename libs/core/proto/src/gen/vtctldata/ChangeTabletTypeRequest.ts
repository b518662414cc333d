
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface ChangeTabletTypeRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'db_type'?: (_topodata_TabletType);
  'dry_run'?: (boolean);
}

export interface ChangeTabletTypeRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'db_type': (_topodata_TabletType__Output);
  'dry_run': (boolean);
}
