

export interface SetMaxRateResponse {
  'names'?: (string)[];
}

export interface SetMaxRateResponse__Output {
  'names': (string)[];
}
