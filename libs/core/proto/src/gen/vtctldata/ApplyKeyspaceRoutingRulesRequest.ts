
import type { KeyspaceRoutingRules as _vschema_KeyspaceRoutingRules, KeyspaceRoutingRules__Output as _vschema_KeyspaceRoutingRules__Output } from '../vschema/KeyspaceRoutingRules.ts';

export interface ApplyKeyspaceRoutingRulesRequest {
  'keyspace_routing_rules'?: (_vschema_KeyspaceRoutingRules | null);
  'skip_rebuild'?: (boolean);
  'rebuild_cells'?: (string)[];
}

export interface ApplyKeyspaceRoutingRulesRequest__Output {
  'keyspace_routing_rules': (_vschema_KeyspaceRoutingRules__Output | null);
  'skip_rebuild': (boolean);
  'rebuild_cells': (string)[];
}
