

export interface ValidateVersionKeyspaceRequest {
  'keyspace'?: (string);
}

export interface ValidateVersionKeyspaceRequest__Output {
  'keyspace': (string);
}
