
import type { KeyspaceRoutingRules as _vschema_KeyspaceRoutingRules, KeyspaceRoutingRules__Output as _vschema_KeyspaceRoutingRules__Output } from '../vschema/KeyspaceRoutingRules.ts';

export interface GetKeyspaceRoutingRulesResponse {
  'keyspace_routing_rules'?: (_vschema_KeyspaceRoutingRules | null);
}

export interface GetKeyspaceRoutingRulesResponse__Output {
  'keyspace_routing_rules': (_vschema_KeyspaceRoutingRules__Output | null);
}
