
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';
import type { ResultWithError as _query_ResultWithError, ResultWithError__Output as _query_ResultWithError__Output } from '../query/ResultWithError.ts';

export interface ExecuteBatchResponse {
  'error'?: (_vtrpc_RPCError | null);
  'session'?: (_vtgate_Session | null);
  'results'?: (_query_ResultWithError)[];
}

export interface ExecuteBatchResponse__Output {
  'error': (_vtrpc_RPCError__Output | null);
  'session': (_vtgate_Session__Output | null);
  'results': (_query_ResultWithError__Output)[];
}
