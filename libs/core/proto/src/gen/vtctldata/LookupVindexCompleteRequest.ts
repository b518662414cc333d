

export interface LookupVindexCompleteRequest {
  'keyspace'?: (string);
  'name'?: (string);
  'table_keyspace'?: (string);
}

export interface LookupVindexCompleteRequest__Output {
  'keyspace': (string);
  'name': (string);
  'table_keyspace': (string);
}
