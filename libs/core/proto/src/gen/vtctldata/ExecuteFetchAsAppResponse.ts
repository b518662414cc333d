
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface ExecuteFetchAsAppResponse {
  'result'?: (_query_QueryResult | null);
}

export interface ExecuteFetchAsAppResponse__Output {
  'result': (_query_QueryResult__Output | null);
}
