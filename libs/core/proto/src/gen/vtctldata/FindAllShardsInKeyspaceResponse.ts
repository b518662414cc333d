
import type { Shard as _vtctldata_Shard, Shard__Output as _vtctldata_Shard__Output } from '../vtctldata/Shard.ts';

export interface FindAllShardsInKeyspaceResponse {
  'shards'?: ({[key: string]: _vtctldata_Shard});
}

export interface FindAllShardsInKeyspaceResponse__Output {
  'shards': ({[key: string]: _vtctldata_Shard__Output});
}
