
import type { RoutingRule as _vschema_RoutingRule, RoutingRule__Output as _vschema_RoutingRule__Output } from '../vschema/RoutingRule.ts';

export interface RoutingRules {
  'rules'?: (_vschema_RoutingRule)[];
}

export interface RoutingRules__Output {
  'rules': (_vschema_RoutingRule__Output)[];
}
