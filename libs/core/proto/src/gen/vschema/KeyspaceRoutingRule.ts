

export interface KeyspaceRoutingRule {
  'from_keyspace'?: (string);
  'to_keyspace'?: (string);
}

export interface KeyspaceRoutingRule__Output {
  'from_keyspace': (string);
  'to_keyspace': (string);
}
