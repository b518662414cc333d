

export interface LookupVindexExternalizeRequest {
  'keyspace'?: (string);
  'name'?: (string);
  'table_keyspace'?: (string);
  'delete_workflow'?: (boolean);
}

export interface LookupVindexExternalizeRequest__Output {
  'keyspace': (string);
  'name': (string);
  'table_keyspace': (string);
  'delete_workflow': (boolean);
}
