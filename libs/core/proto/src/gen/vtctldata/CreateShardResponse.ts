
import type { Keyspace as _vtctldata_Keyspace, Keyspace__Output as _vtctldata_Keyspace__Output } from '../vtctldata/Keyspace.ts';
import type { Shard as _vtctldata_Shard, Shard__Output as _vtctldata_Shard__Output } from '../vtctldata/Shard.ts';

export interface CreateShardResponse {
  'keyspace'?: (_vtctldata_Keyspace | null);
  'shard'?: (_vtctldata_Shard | null);
  'shard_already_exists'?: (boolean);
}

export interface CreateShardResponse__Output {
  'keyspace': (_vtctldata_Keyspace__Output | null);
  'shard': (_vtctldata_Shard__Output | null);
  'shard_already_exists': (boolean);
}
