

export interface LookupVindexInternalizeRequest {
  'keyspace'?: (string);
  'name'?: (string);
  'table_keyspace'?: (string);
}

export interface LookupVindexInternalizeRequest__Output {
  'keyspace': (string);
  'name': (string);
  'table_keyspace': (string);
}
