

export interface ShardReplicationFixRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'cell'?: (string);
}

export interface ShardReplicationFixRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'cell': (string);
}
