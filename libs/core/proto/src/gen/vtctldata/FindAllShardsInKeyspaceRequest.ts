

export interface FindAllShardsInKeyspaceRequest {
  'keyspace'?: (string);
}

export interface FindAllShardsInKeyspaceRequest__Output {
  'keyspace': (string);
}
