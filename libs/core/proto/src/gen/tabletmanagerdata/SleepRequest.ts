

export interface SleepRequest {
  'duration'?: (bigint | number | string);
}

export interface SleepRequest__Output {
  'duration': (bigint);
}
