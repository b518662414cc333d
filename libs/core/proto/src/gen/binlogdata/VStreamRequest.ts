
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { VTGateCallerID as _query_VTGateCallerID, VTGateCallerID__Output as _query_VTGateCallerID__Output } from '../query/VTGateCallerID.ts';
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';
import type { Filter as _binlogdata_Filter, Filter__Output as _binlogdata_Filter__Output } from '../binlogdata/Filter.ts';
import type { TableLastPK as _binlogdata_TableLastPK, TableLastPK__Output as _binlogdata_TableLastPK__Output } from '../binlogdata/TableLastPK.ts';
import type { VStreamOptions as _binlogdata_VStreamOptions, VStreamOptions__Output as _binlogdata_VStreamOptions__Output } from '../binlogdata/VStreamOptions.ts';

export interface VStreamRequest {
  'effective_caller_id'?: (_vtrpc_CallerID | null);
  'immediate_caller_id'?: (_query_VTGateCallerID | null);
  'target'?: (_query_Target | null);
  'position'?: (string);
  'filter'?: (_binlogdata_Filter | null);
  'table_last_p_ks'?: (_binlogdata_TableLastPK)[];
  'options'?: (_binlogdata_VStreamOptions | null);
}

export interface VStreamRequest__Output {
  'effective_caller_id': (_vtrpc_CallerID__Output | null);
  'immediate_caller_id': (_query_VTGateCallerID__Output | null);
  'target': (_query_Target__Output | null);
  'position': (string);
  'filter': (_binlogdata_Filter__Output | null);
  'table_last_p_ks': (_binlogdata_TableLastPK__Output)[];
  'options': (_binlogdata_VStreamOptions__Output | null);
}
