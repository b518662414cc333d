

export interface Row {
  'lengths'?: (bigint | number | string)[];
  'values'?: (Buffer | Uint8Array | string);
}

export interface Row__Output {
  'lengths': (bigint)[];
  'values': (Buffer);
}
