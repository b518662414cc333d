
import type { Shard as _vtctldata_Shard, Shard__Output as _vtctldata_Shard__Output } from '../vtctldata/Shard.ts';

export interface GetShardResponse {
  'shard'?: (_vtctldata_Shard | null);
}

export interface GetShardResponse__Output {
  'shard': (_vtctldata_Shard__Output | null);
}
