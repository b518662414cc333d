

export interface RefreshStateByShardRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'cells'?: (string)[];
}

export interface RefreshStateByShardRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'cells': (string)[];
}
