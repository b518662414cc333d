
import type { SrvVSchema as _vschema_SrvVSchema, SrvVSchema__Output as _vschema_SrvVSchema__Output } from '../vschema/SrvVSchema.ts';

export interface GetSrvVSchemaResponse {
  'srv_v_schema'?: (_vschema_SrvVSchema | null);
}

export interface GetSrvVSchemaResponse__Output {
  'srv_v_schema': (_vschema_SrvVSchema__Output | null);
}
