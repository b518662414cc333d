
import type { ShardRoutingRules as _vschema_ShardRoutingRules, ShardRoutingRules__Output as _vschema_ShardRoutingRules__Output } from '../vschema/ShardRoutingRules.ts';

export interface ApplyShardRoutingRulesRequest {
  'shard_routing_rules'?: (_vschema_ShardRoutingRules | null);
  'skip_rebuild'?: (boolean);
  'rebuild_cells'?: (string)[];
}

export interface ApplyShardRoutingRulesRequest__Output {
  'shard_routing_rules': (_vschema_ShardRoutingRules__Output | null);
  'skip_rebuild': (boolean);
  'rebuild_cells': (string)[];
}
