
import type { SchemaDefinition as _tabletmanagerdata_SchemaDefinition, SchemaDefinition__Output as _tabletmanagerdata_SchemaDefinition__Output } from '../tabletmanagerdata/SchemaDefinition.ts';

export interface ApplySchemaRequest {
  'sql'?: (string);
  'force'?: (boolean);
  'allow_replication'?: (boolean);
  'before_schema'?: (_tabletmanagerdata_SchemaDefinition | null);
  'after_schema'?: (_tabletmanagerdata_SchemaDefinition | null);
  'sql_mode'?: (string);
  'batch_size'?: (bigint | number | string);
  'disable_foreign_key_checks'?: (boolean);
}

export interface ApplySchemaRequest__Output {
  'sql': (string);
  'force': (boolean);
  'allow_replication': (boolean);
  'before_schema': (_tabletmanagerdata_SchemaDefinition__Output | null);
  'after_schema': (_tabletmanagerdata_SchemaDefinition__Output | null);
  'sql_mode': (string);
  'batch_size': (bigint);
  'disable_foreign_key_checks': (boolean);
}
