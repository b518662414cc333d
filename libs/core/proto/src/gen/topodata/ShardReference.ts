
import type { KeyRange as _topodata_KeyRange, KeyRange__Output as _topodata_KeyRange__Output } from '../topodata/KeyRange.ts';

export interface ShardReference {
  'name'?: (string);
  'key_range'?: (_topodata_KeyRange | null);
}

export interface ShardReference__Output {
  'name': (string);
  'key_range': (_topodata_KeyRange__Output | null);
}
