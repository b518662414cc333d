

export interface Time {
  'seconds'?: (bigint | number | string);
  'nanoseconds'?: (number);
}

export interface Time__Output {
  'seconds': (bigint);
  'nanoseconds': (number);
}
