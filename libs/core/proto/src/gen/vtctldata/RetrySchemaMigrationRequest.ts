
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';

export interface RetrySchemaMigrationRequest {
  'keyspace'?: (string);
  'uuid'?: (string);
  'caller_id'?: (_vtrpc_CallerID | null);
}

export interface RetrySchemaMigrationRequest__Output {
  'keyspace': (string);
  'uuid': (string);
  'caller_id': (_vtrpc_CallerID__Output | null);
}
