

export interface StopReplicationMinimumResponse {
  'position'?: (string);
}

export interface StopReplicationMinimumResponse__Output {
  'position': (string);
}
