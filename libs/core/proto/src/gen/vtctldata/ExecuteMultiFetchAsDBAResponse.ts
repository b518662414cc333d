
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface ExecuteMultiFetchAsDBAResponse {
  'results'?: (_query_QueryResult)[];
}

export interface ExecuteMultiFetchAsDBAResponse__Output {
  'results': (_query_QueryResult__Output)[];
}
