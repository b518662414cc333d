

export interface StopReplicationMinimumRequest {
  'position'?: (string);
  'wait_timeout'?: (bigint | number | string);
}

export interface StopReplicationMinimumRequest__Output {
  'position': (string);
  'wait_timeout': (bigint);
}
