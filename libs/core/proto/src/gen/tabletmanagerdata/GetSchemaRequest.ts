

export interface GetSchemaRequest {
  'tables'?: (string)[];
  'include_views'?: (boolean);
  'exclude_tables'?: (string)[];
  'table_schema_only'?: (boolean);
}

export interface GetSchemaRequest__Output {
  'tables': (string)[];
  'include_views': (boolean);
  'exclude_tables': (string)[];
  'table_schema_only': (boolean);
}
