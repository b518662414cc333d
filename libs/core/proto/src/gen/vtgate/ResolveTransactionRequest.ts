
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';

export interface ResolveTransactionRequest {
  'caller_id'?: (_vtrpc_CallerID | null);
  'dtid'?: (string);
}

export interface ResolveTransactionRequest__Output {
  'caller_id': (_vtrpc_CallerID__Output | null);
  'dtid': (string);
}
