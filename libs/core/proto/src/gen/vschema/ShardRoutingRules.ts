
import type { ShardRoutingRule as _vschema_ShardRoutingRule, ShardRoutingRule__Output as _vschema_ShardRoutingRule__Output } from '../vschema/ShardRoutingRule.ts';

export interface ShardRoutingRules {
  'rules'?: (_vschema_ShardRoutingRule)[];
}

export interface ShardRoutingRules__Output {
  'rules': (_vschema_ShardRoutingRule__Output)[];
}
