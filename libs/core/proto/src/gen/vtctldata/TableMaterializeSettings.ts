

export interface TableMaterializeSettings {
  'target_table'?: (string);
  'source_expression'?: (string);
  'create_ddl'?: (string);
}

export interface TableMaterializeSettings__Output {
  'target_table': (string);
  'source_expression': (string);
  'create_ddl': (string);
}
