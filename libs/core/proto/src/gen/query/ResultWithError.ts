
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface ResultWithError {
  'error'?: (_vtrpc_RPCError | null);
  'result'?: (_query_QueryResult | null);
}

export interface ResultWithError__Output {
  'error': (_vtrpc_RPCError__Output | null);
  'result': (_query_QueryResult__Output | null);
}
