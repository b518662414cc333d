
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';
import type { BoundQuery as _query_BoundQuery, BoundQuery__Output as _query_BoundQuery__Output } from '../query/BoundQuery.ts';

export interface ExecuteBatchRequest {
  'caller_id'?: (_vtrpc_CallerID | null);
  'session'?: (_vtgate_Session | null);
  'queries'?: (_query_BoundQuery)[];
}

export interface ExecuteBatchRequest__Output {
  'caller_id': (_vtrpc_CallerID__Output | null);
  'session': (_vtgate_Session__Output | null);
  'queries': (_query_BoundQuery__Output)[];
}
