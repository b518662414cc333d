
import type { Keyspace as _topodata_Keyspace, Keyspace__Output as _topodata_Keyspace__Output } from '../topodata/Keyspace.ts';

export interface SetKeyspaceDurabilityPolicyResponse {
  'keyspace'?: (_topodata_Keyspace | null);
}

export interface SetKeyspaceDurabilityPolicyResponse__Output {
  'keyspace': (_topodata_Keyspace__Output | null);
}
