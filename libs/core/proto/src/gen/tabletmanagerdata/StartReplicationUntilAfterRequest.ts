

export interface StartReplicationUntilAfterRequest {
  'position'?: (string);
  'wait_timeout'?: (bigint | number | string);
}

export interface StartReplicationUntilAfterRequest__Output {
  'position': (string);
  'wait_timeout': (bigint);
}
