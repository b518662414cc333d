
import type { ShardGtid as _binlogdata_ShardGtid, ShardGtid__Output as _binlogdata_ShardGtid__Output } from '../binlogdata/ShardGtid.ts';

export interface VGtid {
  'shard_gtids'?: (_binlogdata_ShardGtid)[];
}

export interface VGtid__Output {
  'shard_gtids': (_binlogdata_ShardGtid__Output)[];
}
