

export interface Shard {
  'disable_emergency_reparent'?: (boolean);
}

export interface Shard__Output {
  'disable_emergency_reparent': (boolean);
}
