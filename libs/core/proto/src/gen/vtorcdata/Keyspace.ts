

export interface Keyspace {
  'disable_emergency_reparent'?: (boolean);
}

export interface Keyspace__Output {
  'disable_emergency_reparent': (boolean);
}
