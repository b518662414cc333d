
import type { ShardedAutoIncrementHandling as _vtctldata_ShardedAutoIncrementHandling, ShardedAutoIncrementHandling__Output as _vtctldata_ShardedAutoIncrementHandling__Output } from '../vtctldata/ShardedAutoIncrementHandling.ts';

export interface WorkflowOptions {
  'tenant_id'?: (string);
  'sharded_auto_increment_handling'?: (_vtctldata_ShardedAutoIncrementHandling);
  'shards'?: (string)[];
  'config'?: ({[key: string]: string});
  'global_keyspace'?: (string);
  'lookup_vindexes'?: (string)[];
}

export interface WorkflowOptions__Output {
  'tenant_id': (string);
  'sharded_auto_increment_handling': (_vtctldata_ShardedAutoIncrementHandling__Output);
  'shards': (string)[];
  'config': ({[key: string]: string});
  'global_keyspace': (string);
  'lookup_vindexes': (string)[];
}
