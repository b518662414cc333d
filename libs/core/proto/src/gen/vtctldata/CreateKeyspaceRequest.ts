
import type { KeyspaceType as _topodata_KeyspaceType, KeyspaceType__Output as _topodata_KeyspaceType__Output } from '../topodata/KeyspaceType.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';

export interface CreateKeyspaceRequest {
  'name'?: (string);
  'force'?: (boolean);
  'allow_empty_v_schema'?: (boolean);
  'type'?: (_topodata_KeyspaceType);
  'base_keyspace'?: (string);
  'snapshot_time'?: (_vttime_Time | null);
  'durability_policy'?: (string);
  'sidecar_db_name'?: (string);
}

export interface CreateKeyspaceRequest__Output {
  'name': (string);
  'force': (boolean);
  'allow_empty_v_schema': (boolean);
  'type': (_topodata_KeyspaceType__Output);
  'base_keyspace': (string);
  'snapshot_time': (_vttime_Time__Output | null);
  'durability_policy': (string);
  'sidecar_db_name': (string);
}
