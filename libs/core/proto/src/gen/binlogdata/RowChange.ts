
import type { Row as _query_Row, Row__Output as _query_Row__Output } from '../query/Row.ts';

export interface _binlogdata_RowChange_Bitmap {
  'count'?: (bigint | number | string);
  'cols'?: (Buffer | Uint8Array | string);
}

export interface _binlogdata_RowChange_Bitmap__Output {
  'count': (bigint);
  'cols': (Buffer);
}

export interface RowChange {
  'before'?: (_query_Row | null);
  'after'?: (_query_Row | null);
  'data_columns'?: (_binlogdata_RowChange_Bitmap | null);
  'json_partial_values'?: (_binlogdata_RowChange_Bitmap | null);
}

export interface RowChange__Output {
  'before': (_query_Row__Output | null);
  'after': (_query_Row__Output | null);
  'data_columns': (_binlogdata_RowChange_Bitmap__Output | null);
  'json_partial_values': (_binlogdata_RowChange_Bitmap__Output | null);
}
