
import type { Shard as _topodata_Shard, Shard__Output as _topodata_Shard__Output } from '../topodata/Shard.ts';

export interface SourceShardAddResponse {
  'shard'?: (_topodata_Shard | null);
}

export interface SourceShardAddResponse__Output {
  'shard': (_topodata_Shard__Output | null);
}
