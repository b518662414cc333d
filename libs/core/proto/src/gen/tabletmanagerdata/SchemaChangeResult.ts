
import type { SchemaDefinition as _tabletmanagerdata_SchemaDefinition, SchemaDefinition__Output as _tabletmanagerdata_SchemaDefinition__Output } from '../tabletmanagerdata/SchemaDefinition.ts';

export interface SchemaChangeResult {
  'before_schema'?: (_tabletmanagerdata_SchemaDefinition | null);
  'after_schema'?: (_tabletmanagerdata_SchemaDefinition | null);
}

export interface SchemaChangeResult__Output {
  'before_schema': (_tabletmanagerdata_SchemaDefinition__Output | null);
  'after_schema': (_tabletmanagerdata_SchemaDefinition__Output | null);
}
