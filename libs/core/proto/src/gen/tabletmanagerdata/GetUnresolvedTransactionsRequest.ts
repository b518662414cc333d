

export interface GetUnresolvedTransactionsRequest {
  'abandon_age'?: (bigint | number | string);
}

export interface GetUnresolvedTransactionsRequest__Output {
  'abandon_age': (bigint);
}
