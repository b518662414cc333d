
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';

export interface ExecuteQueryRequest {
  'query'?: (Buffer | Uint8Array | string);
  'db_name'?: (string);
  'max_rows'?: (bigint | number | string);
  'caller_id'?: (_vtrpc_CallerID | null);
}

export interface ExecuteQueryRequest__Output {
  'query': (Buffer);
  'db_name': (string);
  'max_rows': (bigint);
  'caller_id': (_vtrpc_CallerID__Output | null);
}
