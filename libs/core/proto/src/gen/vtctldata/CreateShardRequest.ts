

export interface CreateShardRequest {
  'keyspace'?: (string);
  'shard_name'?: (string);
  'force'?: (boolean);
  'include_parent'?: (boolean);
}

export interface CreateShardRequest__Output {
  'keyspace': (string);
  'shard_name': (string);
  'force': (boolean);
  'include_parent': (boolean);
}
