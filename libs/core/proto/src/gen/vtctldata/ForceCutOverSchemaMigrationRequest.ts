
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';

export interface ForceCutOverSchemaMigrationRequest {
  'keyspace'?: (string);
  'uuid'?: (string);
  'caller_id'?: (_vtrpc_CallerID | null);
}

export interface ForceCutOverSchemaMigrationRequest__Output {
  'keyspace': (string);
  'uuid': (string);
  'caller_id': (_vtrpc_CallerID__Output | null);
}
