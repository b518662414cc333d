

export interface GetSrvKeyspacesRequest {
  'keyspace'?: (string);
  'cells'?: (string)[];
}

export interface GetSrvKeyspacesRequest__Output {
  'keyspace': (string);
  'cells': (string)[];
}
