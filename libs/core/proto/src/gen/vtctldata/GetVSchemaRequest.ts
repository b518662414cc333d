

export interface GetVSchemaRequest {
  'keyspace'?: (string);
}

export interface GetVSchemaRequest__Output {
  'keyspace': (string);
}
