

export interface GetKeyspaceRequest {
  'keyspace'?: (string);
}

export interface GetKeyspaceRequest__Output {
  'keyspace': (string);
}
