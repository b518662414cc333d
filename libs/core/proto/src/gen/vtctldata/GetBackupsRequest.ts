

export interface GetBackupsRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'limit'?: (number);
  'detailed'?: (boolean);
  'detailed_limit'?: (number);
}

export interface GetBackupsRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'limit': (number);
  'detailed': (boolean);
  'detailed_limit': (number);
}
