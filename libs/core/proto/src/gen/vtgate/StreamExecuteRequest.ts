
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { BoundQuery as _query_BoundQuery, BoundQuery__Output as _query_BoundQuery__Output } from '../query/BoundQuery.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';

export interface StreamExecuteRequest {
  'caller_id'?: (_vtrpc_CallerID | null);
  'query'?: (_query_BoundQuery | null);
  'session'?: (_vtgate_Session | null);
}

export interface StreamExecuteRequest__Output {
  'caller_id': (_vtrpc_CallerID__Output | null);
  'query': (_query_BoundQuery__Output | null);
  'session': (_vtgate_Session__Output | null);
}
