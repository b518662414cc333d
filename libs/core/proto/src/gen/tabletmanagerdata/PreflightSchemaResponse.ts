
import type { SchemaChangeResult as _tabletmanagerdata_SchemaChangeResult, SchemaChangeResult__Output as _tabletmanagerdata_SchemaChangeResult__Output } from '../tabletmanagerdata/SchemaChangeResult.ts';

export interface PreflightSchemaResponse {
  'change_results'?: (_tabletmanagerdata_SchemaChangeResult)[];
}

export interface PreflightSchemaResponse__Output {
  'change_results': (_tabletmanagerdata_SchemaChangeResult__Output)[];
}
