

export interface ReloadSchemaShardRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'wait_position'?: (string);
  'include_primary'?: (boolean);
  'concurrency'?: (number);
}

export interface ReloadSchemaShardRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'wait_position': (string);
  'include_primary': (boolean);
  'concurrency': (number);
}
