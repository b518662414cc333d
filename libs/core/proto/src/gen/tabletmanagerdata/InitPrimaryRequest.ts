

export interface InitPrimaryRequest {
  'semiSync'?: (boolean);
}

export interface InitPrimaryRequest__Output {
  'semiSync': (boolean);
}
