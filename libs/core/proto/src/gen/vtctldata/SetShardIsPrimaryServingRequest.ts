

export interface SetShardIsPrimaryServingRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'is_serving'?: (boolean);
}

export interface SetShardIsPrimaryServingRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'is_serving': (boolean);
}
