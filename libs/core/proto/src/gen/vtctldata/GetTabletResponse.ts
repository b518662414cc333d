
import type { Tablet as _topodata_Tablet, Tablet__Output as _topodata_Tablet__Output } from '../topodata/Tablet.ts';

export interface GetTabletResponse {
  'tablet'?: (_topodata_Tablet | null);
}

export interface GetTabletResponse__Output {
  'tablet': (_topodata_Tablet__Output | null);
}
