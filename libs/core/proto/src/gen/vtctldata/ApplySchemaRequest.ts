
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';

export interface ApplySchemaRequest {
  'keyspace'?: (string);
  'sql'?: (string)[];
  'ddl_strategy'?: (string);
  'uuid_list'?: (string)[];
  'migration_context'?: (string);
  'wait_replicas_timeout'?: (_vttime_Duration | null);
  'caller_id'?: (_vtrpc_CallerID | null);
  'batch_size'?: (bigint | number | string);
}

export interface ApplySchemaRequest__Output {
  'keyspace': (string);
  'sql': (string)[];
  'ddl_strategy': (string);
  'uuid_list': (string)[];
  'migration_context': (string);
  'wait_replicas_timeout': (_vttime_Duration__Output | null);
  'caller_id': (_vtrpc_CallerID__Output | null);
  'batch_size': (bigint);
}
