
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface ExecuteMultiResponse {
  'error'?: (_vtrpc_RPCError | null);
  'session'?: (_vtgate_Session | null);
  'results'?: (_query_QueryResult)[];
}

export interface ExecuteMultiResponse__Output {
  'error': (_vtrpc_RPCError__Output | null);
  'session': (_vtgate_Session__Output | null);
  'results': (_query_QueryResult__Output)[];
}
