

export interface ValidateVSchemaRequest {
  'keyspace'?: (string);
  'shards'?: (string)[];
  'exclude_tables'?: (string)[];
  'include_views'?: (boolean);
}

export interface ValidateVSchemaRequest__Output {
  'keyspace': (string);
  'shards': (string)[];
  'exclude_tables': (string)[];
  'include_views': (boolean);
}
