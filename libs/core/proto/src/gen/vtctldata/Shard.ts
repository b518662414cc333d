
import type { Shard as _topodata_Shard, Shard__Output as _topodata_Shard__Output } from '../topodata/Shard.ts';

export interface Shard {
  'keyspace'?: (string);
  'name'?: (string);
  'shard'?: (_topodata_Shard | null);
}

export interface Shard__Output {
  'keyspace': (string);
  'name': (string);
  'shard': (_topodata_Shard__Output | null);
}
