
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface BeginExecuteResponse {
  'error'?: (_vtrpc_RPCError | null);
  'result'?: (_query_QueryResult | null);
  'transaction_id'?: (bigint | number | string);
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'session_state_changes'?: (string);
}

export interface BeginExecuteResponse__Output {
  'error': (_vtrpc_RPCError__Output | null);
  'result': (_query_QueryResult__Output | null);
  'transaction_id': (bigint);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'session_state_changes': (string);
}
