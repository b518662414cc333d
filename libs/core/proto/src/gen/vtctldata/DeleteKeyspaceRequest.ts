

export interface DeleteKeyspaceRequest {
  'keyspace'?: (string);
  'recursive'?: (boolean);
  'force'?: (boolean);
}

export interface DeleteKeyspaceRequest__Output {
  'keyspace': (string);
  'recursive': (boolean);
  'force': (boolean);
}
