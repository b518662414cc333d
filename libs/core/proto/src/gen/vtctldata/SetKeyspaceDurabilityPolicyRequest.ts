

export interface SetKeyspaceDurabilityPolicyRequest {
  'keyspace'?: (string);
  'durability_policy'?: (string);
}

export interface SetKeyspaceDurabilityPolicyRequest__Output {
  'keyspace': (string);
  'durability_policy': (string);
}
