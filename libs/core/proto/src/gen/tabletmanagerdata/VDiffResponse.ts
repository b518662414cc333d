
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface VDiffResponse {
  'id'?: (bigint | number | string);
  'output'?: (_query_QueryResult | null);
  'vdiff_uuid'?: (string);
}

export interface VDiffResponse__Output {
  'id': (bigint);
  'output': (_query_QueryResult__Output | null);
  'vdiff_uuid': (string);
}
