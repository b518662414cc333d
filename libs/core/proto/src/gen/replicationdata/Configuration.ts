

export interface Configuration {
  'heartbeat_interval'?: (number | string);
  'replica_net_timeout'?: (number);
}

export interface Configuration__Output {
  'heartbeat_interval': (number);
  'replica_net_timeout': (number);
}
