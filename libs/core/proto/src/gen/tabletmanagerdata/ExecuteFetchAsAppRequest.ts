

export interface ExecuteFetchAsAppRequest {
  'query'?: (Buffer | Uint8Array | string);
  'max_rows'?: (bigint | number | string);
}

export interface ExecuteFetchAsAppRequest__Output {
  'query': (Buffer);
  'max_rows': (bigint);
}
