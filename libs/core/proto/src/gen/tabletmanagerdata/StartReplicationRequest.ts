

export interface StartReplicationRequest {
  'semiSync'?: (boolean);
}

export interface StartReplicationRequest__Output {
  'semiSync': (boolean);
}
