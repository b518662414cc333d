
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';

export interface ExecuteMultiRequest {
  'caller_id'?: (_vtrpc_CallerID | null);
  'sql'?: (string);
  'session'?: (_vtgate_Session | null);
}

export interface ExecuteMultiRequest__Output {
  'caller_id': (_vtrpc_CallerID__Output | null);
  'sql': (string);
  'session': (_vtgate_Session__Output | null);
}
