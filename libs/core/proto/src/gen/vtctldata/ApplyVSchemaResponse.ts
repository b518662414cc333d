
import type { Keyspace as _vschema_Keyspace, Keyspace__Output as _vschema_Keyspace__Output } from '../vschema/Keyspace.ts';

export interface _vtctldata_ApplyVSchemaResponse_ParamList {
  'params'?: (string)[];
}

export interface _vtctldata_ApplyVSchemaResponse_ParamList__Output {
  'params': (string)[];
}

export interface ApplyVSchemaResponse {
  'v_schema'?: (_vschema_Keyspace | null);
  'unknown_vindex_params'?: ({[key: string]: _vtctldata_ApplyVSchemaResponse_ParamList});
}

export interface ApplyVSchemaResponse__Output {
  'v_schema': (_vschema_Keyspace__Output | null);
  'unknown_vindex_params': ({[key: string]: _vtctldata_ApplyVSchemaResponse_ParamList__Output});
}
