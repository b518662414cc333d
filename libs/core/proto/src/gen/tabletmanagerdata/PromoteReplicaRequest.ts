

export interface PromoteReplicaRequest {
  'semiSync'?: (boolean);
}

export interface PromoteReplicaRequest__Output {
  'semiSync': (boolean);
}
