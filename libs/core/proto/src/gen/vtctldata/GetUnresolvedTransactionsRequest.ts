

export interface GetUnresolvedTransactionsRequest {
  'keyspace'?: (string);
  'abandon_age'?: (bigint | number | string);
}

export interface GetUnresolvedTransactionsRequest__Output {
  'keyspace': (string);
  'abandon_age': (bigint);
}
