

export interface Duration {
  'seconds'?: (bigint | number | string);
  'nanos'?: (number);
}

export interface Duration__Output {
  'seconds': (bigint);
  'nanos': (number);
}
