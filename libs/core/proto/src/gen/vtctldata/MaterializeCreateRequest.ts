
import type { MaterializeSettings as _vtctldata_MaterializeSettings, MaterializeSettings__Output as _vtctldata_MaterializeSettings__Output } from '../vtctldata/MaterializeSettings.ts';

export interface MaterializeCreateRequest {
  'settings'?: (_vtctldata_MaterializeSettings | null);
}

export interface MaterializeCreateRequest__Output {
  'settings': (_vtctldata_MaterializeSettings__Output | null);
}
