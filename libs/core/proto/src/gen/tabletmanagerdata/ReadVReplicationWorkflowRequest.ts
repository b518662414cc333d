

export interface ReadVReplicationWorkflowRequest {
  'workflow'?: (string);
}

export interface ReadVReplicationWorkflowRequest__Output {
  'workflow': (string);
}
