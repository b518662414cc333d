

export interface GetTransactionInfoResponse {
  'state'?: (string);
  'message'?: (string);
  'time_created'?: (bigint | number | string);
  'statements'?: (string)[];
}

export interface GetTransactionInfoResponse__Output {
  'state': (string);
  'message': (string);
  'time_created': (bigint);
  'statements': (string)[];
}
