

export interface KeyspaceShard {
  'keyspace'?: (string);
  'shard'?: (string);
}

export interface KeyspaceShard__Output {
  'keyspace': (string);
  'shard': (string);
}
