
import type { Keyspace as _vschema_Keyspace, Keyspace__Output as _vschema_Keyspace__Output } from '../vschema/Keyspace.ts';

export interface ApplyVSchemaRequest {
  'keyspace'?: (string);
  'skip_rebuild'?: (boolean);
  'dry_run'?: (boolean);
  'cells'?: (string)[];
  'v_schema'?: (_vschema_Keyspace | null);
  'sql'?: (string);
  'strict'?: (boolean);
}

export interface ApplyVSchemaRequest__Output {
  'keyspace': (string);
  'skip_rebuild': (boolean);
  'dry_run': (boolean);
  'cells': (string)[];
  'v_schema': (_vschema_Keyspace__Output | null);
  'sql': (string);
  'strict': (boolean);
}
