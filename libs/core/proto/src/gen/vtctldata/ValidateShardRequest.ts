

export interface ValidateShardRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'ping_tablets'?: (boolean);
}

export interface ValidateShardRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'ping_tablets': (boolean);
}
