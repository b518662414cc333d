

export interface PromoteReplicaResponse {
  'position'?: (string);
}

export interface PromoteReplicaResponse__Output {
  'position': (string);
}
