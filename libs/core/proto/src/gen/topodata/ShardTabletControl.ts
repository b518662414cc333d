
import type { KeyRange as _topodata_KeyRange, KeyRange__Output as _topodata_KeyRange__Output } from '../topodata/KeyRange.ts';

export interface ShardTabletControl {
  'name'?: (string);
  'key_range'?: (_topodata_KeyRange | null);
  'query_service_disabled'?: (boolean);
}

export interface ShardTabletControl__Output {
  'name': (string);
  'key_range': (_topodata_KeyRange__Output | null);
  'query_service_disabled': (boolean);
}
