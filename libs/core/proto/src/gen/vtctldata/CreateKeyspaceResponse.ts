
import type { Keyspace as _vtctldata_Keyspace, Keyspace__Output as _vtctldata_Keyspace__Output } from '../vtctldata/Keyspace.ts';

export interface CreateKeyspaceResponse {
  'keyspace'?: (_vtctldata_Keyspace | null);
}

export interface CreateKeyspaceResponse__Output {
  'keyspace': (_vtctldata_Keyspace__Output | null);
}
