
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface VDiffTableLastPK {
  'target'?: (_query_QueryResult | null);
  'source'?: (_query_QueryResult | null);
  '_source'?: "source";
}

export interface VDiffTableLastPK__Output {
  'target': (_query_QueryResult__Output | null);
  'source'?: (_query_QueryResult__Output | null);
  '_source'?: "source";
}
