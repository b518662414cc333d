
import type { Charset as _binlogdata_Charset, Charset__Output as _binlogdata_Charset__Output } from '../binlogdata/Charset.ts';

export interface StreamTablesRequest {
  'position'?: (string);
  'tables'?: (string)[];
  'charset'?: (_binlogdata_Charset | null);
}

export interface StreamTablesRequest__Output {
  'position': (string);
  'tables': (string)[];
  'charset': (_binlogdata_Charset__Output | null);
}
