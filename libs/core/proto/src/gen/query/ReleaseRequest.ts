
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { VTGateCallerID as _query_VTGateCallerID, VTGateCallerID__Output as _query_VTGateCallerID__Output } from '../query/VTGateCallerID.ts';
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';

export interface ReleaseRequest {
  'effective_caller_id'?: (_vtrpc_CallerID | null);
  'immediate_caller_id'?: (_query_VTGateCallerID | null);
  'target'?: (_query_Target | null);
  'transaction_id'?: (bigint | number | string);
  'reserved_id'?: (bigint | number | string);
}

export interface ReleaseRequest__Output {
  'effective_caller_id': (_vtrpc_CallerID__Output | null);
  'immediate_caller_id': (_query_VTGateCallerID__Output | null);
  'target': (_query_Target__Output | null);
  'transaction_id': (bigint);
  'reserved_id': (bigint);
}
