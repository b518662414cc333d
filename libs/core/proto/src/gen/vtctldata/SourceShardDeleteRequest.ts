

export interface SourceShardDeleteRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'uid'?: (number);
}

export interface SourceShardDeleteRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'uid': (number);
}
