

export interface HasVReplicationWorkflowsResponse {
  'has'?: (boolean);
}

export interface HasVReplicationWorkflowsResponse__Output {
  'has': (boolean);
}
