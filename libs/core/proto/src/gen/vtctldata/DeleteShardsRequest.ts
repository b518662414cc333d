
import type { Shard as _vtctldata_Shard, Shard__Output as _vtctldata_Shard__Output } from '../vtctldata/Shard.ts';

export interface DeleteShardsRequest {
  'shards'?: (_vtctldata_Shard)[];
  'recursive'?: (boolean);
  'even_if_serving'?: (boolean);
  'force'?: (boolean);
}

export interface DeleteShardsRequest__Output {
  'shards': (_vtctldata_Shard__Output)[];
  'recursive': (boolean);
  'even_if_serving': (boolean);
  'force': (boolean);
}
