

export interface PrimaryHealthEvent {
  'at_unix_nanos'?: (bigint | number | string);
  'success'?: (boolean);
}

export interface PrimaryHealthEvent__Output {
  'at_unix_nanos': (bigint);
  'success': (boolean);
}
