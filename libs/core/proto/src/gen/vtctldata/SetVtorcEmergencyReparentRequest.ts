

export interface SetVtorcEmergencyReparentRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'disable'?: (boolean);
}

export interface SetVtorcEmergencyReparentRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'disable': (boolean);
}
