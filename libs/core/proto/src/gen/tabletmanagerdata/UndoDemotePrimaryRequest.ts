

export interface UndoDemotePrimaryRequest {
  'semiSync'?: (boolean);
}

export interface UndoDemotePrimaryRequest__Output {
  'semiSync': (boolean);
}
