
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { VTGateCallerID as _query_VTGateCallerID, VTGateCallerID__Output as _query_VTGateCallerID__Output } from '../query/VTGateCallerID.ts';
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';
import type { VStreamOptions as _binlogdata_VStreamOptions, VStreamOptions__Output as _binlogdata_VStreamOptions__Output } from '../binlogdata/VStreamOptions.ts';

export interface VStreamRowsRequest {
  'effective_caller_id'?: (_vtrpc_CallerID | null);
  'immediate_caller_id'?: (_query_VTGateCallerID | null);
  'target'?: (_query_Target | null);
  'query'?: (string);
  'lastpk'?: (_query_QueryResult | null);
  'options'?: (_binlogdata_VStreamOptions | null);
}

export interface VStreamRowsRequest__Output {
  'effective_caller_id': (_vtrpc_CallerID__Output | null);
  'immediate_caller_id': (_query_VTGateCallerID__Output | null);
  'target': (_query_Target__Output | null);
  'query': (string);
  'lastpk': (_query_QueryResult__Output | null);
  'options': (_binlogdata_VStreamOptions__Output | null);
}
