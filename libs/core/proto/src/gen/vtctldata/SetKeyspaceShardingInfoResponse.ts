
import type { Keyspace as _topodata_Keyspace, Keyspace__Output as _topodata_Keyspace__Output } from '../topodata/Keyspace.ts';

export interface SetKeyspaceShardingInfoResponse {
  'keyspace'?: (_topodata_Keyspace | null);
}

export interface SetKeyspaceShardingInfoResponse__Output {
  'keyspace': (_topodata_Keyspace__Output | null);
}
