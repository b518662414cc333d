
import type { Keyspace as _vtctldata_Keyspace, Keyspace__Output as _vtctldata_Keyspace__Output } from '../vtctldata/Keyspace.ts';

export interface GetKeyspaceResponse {
  'keyspace'?: (_vtctldata_Keyspace | null);
}

export interface GetKeyspaceResponse__Output {
  'keyspace': (_vtctldata_Keyspace__Output | null);
}
