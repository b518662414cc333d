

export interface ValidateVersionShardRequest {
  'keyspace'?: (string);
  'shard'?: (string);
}

export interface ValidateVersionShardRequest__Output {
  'keyspace': (string);
  'shard': (string);
}
