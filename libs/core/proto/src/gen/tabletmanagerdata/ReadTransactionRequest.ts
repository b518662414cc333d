

export interface ReadTransactionRequest {
  'dtid'?: (string);
}

export interface ReadTransactionRequest__Output {
  'dtid': (string);
}
