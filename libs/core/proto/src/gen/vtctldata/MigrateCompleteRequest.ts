

export interface MigrateCompleteRequest {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'keep_data'?: (boolean);
  'keep_routing_rules'?: (boolean);
  'rename_tables'?: (boolean);
  'dry_run'?: (boolean);
}

export interface MigrateCompleteRequest__Output {
  'workflow': (string);
  'target_keyspace': (string);
  'keep_data': (boolean);
  'keep_routing_rules': (boolean);
  'rename_tables': (boolean);
  'dry_run': (boolean);
}
