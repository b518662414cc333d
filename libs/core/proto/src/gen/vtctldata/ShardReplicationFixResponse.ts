
import type { ShardReplicationError as _topodata_ShardReplicationError, ShardReplicationError__Output as _topodata_ShardReplicationError__Output } from '../topodata/ShardReplicationError.ts';

export interface ShardReplicationFixResponse {
  'error'?: (_topodata_ShardReplicationError | null);
}

export interface ShardReplicationFixResponse__Output {
  'error': (_topodata_ShardReplicationError__Output | null);
}
