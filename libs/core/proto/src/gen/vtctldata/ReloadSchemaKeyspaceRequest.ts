

export interface ReloadSchemaKeyspaceRequest {
  'keyspace'?: (string);
  'wait_position'?: (string);
  'include_primary'?: (boolean);
  'concurrency'?: (number);
}

export interface ReloadSchemaKeyspaceRequest__Output {
  'keyspace': (string);
  'wait_position': (string);
  'include_primary': (boolean);
  'concurrency': (number);
}
