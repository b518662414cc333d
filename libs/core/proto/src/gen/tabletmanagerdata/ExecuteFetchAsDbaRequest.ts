

export interface ExecuteFetchAsDbaRequest {
  'query'?: (Buffer | Uint8Array | string);
  'db_name'?: (string);
  'max_rows'?: (bigint | number | string);
  'disable_binlogs'?: (boolean);
  'reload_schema'?: (boolean);
  'disable_foreign_key_checks'?: (boolean);
}

export interface ExecuteFetchAsDbaRequest__Output {
  'query': (Buffer);
  'db_name': (string);
  'max_rows': (bigint);
  'disable_binlogs': (boolean);
  'reload_schema': (boolean);
  'disable_foreign_key_checks': (boolean);
}
