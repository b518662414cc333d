
import type { RoutingRules as _vschema_RoutingRules, RoutingRules__Output as _vschema_RoutingRules__Output } from '../vschema/RoutingRules.ts';

export interface ApplyRoutingRulesRequest {
  'routing_rules'?: (_vschema_RoutingRules | null);
  'skip_rebuild'?: (boolean);
  'rebuild_cells'?: (string)[];
}

export interface ApplyRoutingRulesRequest__Output {
  'routing_rules': (_vschema_RoutingRules__Output | null);
  'skip_rebuild': (boolean);
  'rebuild_cells': (string)[];
}
