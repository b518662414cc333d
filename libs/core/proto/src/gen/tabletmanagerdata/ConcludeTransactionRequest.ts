

export interface ConcludeTransactionRequest {
  'dtid'?: (string);
  'mm'?: (boolean);
}

export interface ConcludeTransactionRequest__Output {
  'dtid': (string);
  'mm': (boolean);
}
