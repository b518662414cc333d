

export interface SetKeyspaceShardingInfoRequest {
  'keyspace'?: (string);
  'force'?: (boolean);
}

export interface SetKeyspaceShardingInfoRequest__Output {
  'keyspace': (string);
  'force': (boolean);
}
