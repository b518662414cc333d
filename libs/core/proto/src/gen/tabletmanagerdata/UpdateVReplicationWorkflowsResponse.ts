
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface UpdateVReplicationWorkflowsResponse {
  'result'?: (_query_QueryResult | null);
}

export interface UpdateVReplicationWorkflowsResponse__Output {
  'result': (_query_QueryResult__Output | null);
}
