
import type { Tablet as _topodata_Tablet, Tablet__Output as _topodata_Tablet__Output } from '../topodata/Tablet.ts';

export interface ChangeTabletTypeResponse {
  'before_tablet'?: (_topodata_Tablet | null);
  'after_tablet'?: (_topodata_Tablet | null);
  'was_dry_run'?: (boolean);
}

export interface ChangeTabletTypeResponse__Output {
  'before_tablet': (_topodata_Tablet__Output | null);
  'after_tablet': (_topodata_Tablet__Output | null);
  'was_dry_run': (boolean);
}
