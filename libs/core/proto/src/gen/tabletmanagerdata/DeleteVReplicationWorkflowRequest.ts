

export interface DeleteVReplicationWorkflowRequest {
  'workflow'?: (string);
}

export interface DeleteVReplicationWorkflowRequest__Output {
  'workflow': (string);
}
