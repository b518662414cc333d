
import type { KeyRange as _topodata_KeyRange, KeyRange__Output as _topodata_KeyRange__Output } from '../topodata/KeyRange.ts';
import type { Charset as _binlogdata_Charset, Charset__Output as _binlogdata_Charset__Output } from '../binlogdata/Charset.ts';

export interface StreamKeyRangeRequest {
  'position'?: (string);
  'key_range'?: (_topodata_KeyRange | null);
  'charset'?: (_binlogdata_Charset | null);
}

export interface StreamKeyRangeRequest__Output {
  'position': (string);
  'key_range': (_topodata_KeyRange__Output | null);
  'charset': (_binlogdata_Charset__Output | null);
}
