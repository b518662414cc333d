

export interface ExecuteFetchAsAllPrivsRequest {
  'query'?: (Buffer | Uint8Array | string);
  'db_name'?: (string);
  'max_rows'?: (bigint | number | string);
  'reload_schema'?: (boolean);
}

export interface ExecuteFetchAsAllPrivsRequest__Output {
  'query': (Buffer);
  'db_name': (string);
  'max_rows': (bigint);
  'reload_schema': (boolean);
}
