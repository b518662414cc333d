

export interface RestartReplicationRequest {
  'semiSync'?: (boolean);
}

export interface RestartReplicationRequest__Output {
  'semiSync': (boolean);
}
