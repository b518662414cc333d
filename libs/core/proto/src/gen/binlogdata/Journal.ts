
import type { MigrationType as _binlogdata_MigrationType, MigrationType__Output as _binlogdata_MigrationType__Output } from '../binlogdata/MigrationType.ts';
import type { ShardGtid as _binlogdata_ShardGtid, ShardGtid__Output as _binlogdata_ShardGtid__Output } from '../binlogdata/ShardGtid.ts';
import type { KeyspaceShard as _binlogdata_KeyspaceShard, KeyspaceShard__Output as _binlogdata_KeyspaceShard__Output } from '../binlogdata/KeyspaceShard.ts';

export interface Journal {
  'id'?: (bigint | number | string);
  'migration_type'?: (_binlogdata_MigrationType);
  'tables'?: (string)[];
  'local_position'?: (string);
  'shard_gtids'?: (_binlogdata_ShardGtid)[];
  'participants'?: (_binlogdata_KeyspaceShard)[];
  'source_workflows'?: (string)[];
}

export interface Journal__Output {
  'id': (bigint);
  'migration_type': (_binlogdata_MigrationType__Output);
  'tables': (string)[];
  'local_position': (string);
  'shard_gtids': (_binlogdata_ShardGtid__Output)[];
  'participants': (_binlogdata_KeyspaceShard__Output)[];
  'source_workflows': (string)[];
}
