
import type { Shard as _topodata_Shard, Shard__Output as _topodata_Shard__Output } from '../topodata/Shard.ts';

export interface SourceShardDeleteResponse {
  'shard'?: (_topodata_Shard | null);
}

export interface SourceShardDeleteResponse__Output {
  'shard': (_topodata_Shard__Output | null);
}
