
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface ExecuteMultiFetchAsDbaResponse {
  'results'?: (_query_QueryResult)[];
}

export interface ExecuteMultiFetchAsDbaResponse__Output {
  'results': (_query_QueryResult__Output)[];
}
