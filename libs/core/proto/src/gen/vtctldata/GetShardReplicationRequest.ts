

export interface GetShardReplicationRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'cells'?: (string)[];
}

export interface GetShardReplicationRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'cells': (string)[];
}
