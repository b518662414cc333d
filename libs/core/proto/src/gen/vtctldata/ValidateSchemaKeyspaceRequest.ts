

export interface ValidateSchemaKeyspaceRequest {
  'keyspace'?: (string);
  'exclude_tables'?: (string)[];
  'include_views'?: (boolean);
  'skip_no_primary'?: (boolean);
  'include_vschema'?: (boolean);
  'shards'?: (string)[];
}

export interface ValidateSchemaKeyspaceRequest__Output {
  'keyspace': (string);
  'exclude_tables': (string)[];
  'include_views': (boolean);
  'skip_no_primary': (boolean);
  'include_vschema': (boolean);
  'shards': (string)[];
}
