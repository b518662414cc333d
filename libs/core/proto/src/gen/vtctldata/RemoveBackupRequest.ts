

export interface RemoveBackupRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'name'?: (string);
}

export interface RemoveBackupRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'name': (string);
}
