

export interface SetMaxRateRequest {
  'rate'?: (bigint | number | string);
}

export interface SetMaxRateRequest__Output {
  'rate': (bigint);
}
