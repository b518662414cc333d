
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface ChangeTypeRequest {
  'tablet_type'?: (_topodata_TabletType);
  'semiSync'?: (boolean);
}

export interface ChangeTypeRequest__Output {
  'tablet_type': (_topodata_TabletType__Output);
  'semiSync': (boolean);
}
