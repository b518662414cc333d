

export interface ShardReplicationPositionsRequest {
  'keyspace'?: (string);
  'shard'?: (string);
}

export interface ShardReplicationPositionsRequest__Output {
  'keyspace': (string);
  'shard': (string);
}
