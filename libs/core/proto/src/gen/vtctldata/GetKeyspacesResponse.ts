
import type { Keyspace as _vtctldata_Keyspace, Keyspace__Output as _vtctldata_Keyspace__Output } from '../vtctldata/Keyspace.ts';

export interface GetKeyspacesResponse {
  'keyspaces'?: (_vtctldata_Keyspace)[];
}

export interface GetKeyspacesResponse__Output {
  'keyspaces': (_vtctldata_Keyspace__Output)[];
}
