
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ReserveStreamExecuteResponse {
  'error'?: (_vtrpc_RPCError | null);
  'result'?: (_query_QueryResult | null);
  'reserved_id'?: (bigint | number | string);
  'tablet_alias'?: (_topodata_TabletAlias | null);
}

export interface ReserveStreamExecuteResponse__Output {
  'error': (_vtrpc_RPCError__Output | null);
  'result': (_query_QueryResult__Output | null);
  'reserved_id': (bigint);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
}
