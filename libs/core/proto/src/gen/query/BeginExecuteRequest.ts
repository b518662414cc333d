
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { VTGateCallerID as _query_VTGateCallerID, VTGateCallerID__Output as _query_VTGateCallerID__Output } from '../query/VTGateCallerID.ts';
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';
import type { BoundQuery as _query_BoundQuery, BoundQuery__Output as _query_BoundQuery__Output } from '../query/BoundQuery.ts';
import type { ExecuteOptions as _query_ExecuteOptions, ExecuteOptions__Output as _query_ExecuteOptions__Output } from '../query/ExecuteOptions.ts';

export interface BeginExecuteRequest {
  'effective_caller_id'?: (_vtrpc_CallerID | null);
  'immediate_caller_id'?: (_query_VTGateCallerID | null);
  'target'?: (_query_Target | null);
  'query'?: (_query_BoundQuery | null);
  'options'?: (_query_ExecuteOptions | null);
  'reserved_id'?: (bigint | number | string);
  'pre_queries'?: (string)[];
}

export interface BeginExecuteRequest__Output {
  'effective_caller_id': (_vtrpc_CallerID__Output | null);
  'immediate_caller_id': (_query_VTGateCallerID__Output | null);
  'target': (_query_Target__Output | null);
  'query': (_query_BoundQuery__Output | null);
  'options': (_query_ExecuteOptions__Output | null);
  'reserved_id': (bigint);
  'pre_queries': (string)[];
}
