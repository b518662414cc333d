
import type { Shard as _topodata_Shard, Shard__Output as _topodata_Shard__Output } from '../topodata/Shard.ts';

export interface SetShardIsPrimaryServingResponse {
  'shard'?: (_topodata_Shard | null);
}

export interface SetShardIsPrimaryServingResponse__Output {
  'shard': (_topodata_Shard__Output | null);
}
