

export interface RemoveShardCellRequest {
  'keyspace'?: (string);
  'shard_name'?: (string);
  'cell'?: (string);
  'force'?: (boolean);
  'recursive'?: (boolean);
}

export interface RemoveShardCellRequest__Output {
  'keyspace': (string);
  'shard_name': (string);
  'cell': (string);
  'force': (boolean);
  'recursive': (boolean);
}
