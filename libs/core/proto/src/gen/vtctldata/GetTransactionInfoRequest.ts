

export interface GetTransactionInfoRequest {
  'dtid'?: (string);
}

export interface GetTransactionInfoRequest__Output {
  'dtid': (string);
}
