
import type { ShardReplication as _topodata_ShardReplication, ShardReplication__Output as _topodata_ShardReplication__Output } from '../topodata/ShardReplication.ts';

export interface GetShardReplicationResponse {
  'shard_replication_by_cell'?: ({[key: string]: _topodata_ShardReplication});
}

export interface GetShardReplicationResponse__Output {
  'shard_replication_by_cell': ({[key: string]: _topodata_ShardReplication__Output});
}
