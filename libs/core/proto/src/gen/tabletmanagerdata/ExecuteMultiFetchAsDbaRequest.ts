

export interface ExecuteMultiFetchAsDbaRequest {
  'sql'?: (Buffer | Uint8Array | string);
  'db_name'?: (string);
  'max_rows'?: (bigint | number | string);
  'disable_binlogs'?: (boolean);
  'reload_schema'?: (boolean);
  'disable_foreign_key_checks'?: (boolean);
}

export interface ExecuteMultiFetchAsDbaRequest__Output {
  'sql': (Buffer);
  'db_name': (string);
  'max_rows': (bigint);
  'disable_binlogs': (boolean);
  'reload_schema': (boolean);
  'disable_foreign_key_checks': (boolean);
}
