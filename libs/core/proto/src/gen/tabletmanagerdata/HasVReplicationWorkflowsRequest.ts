

export interface HasVReplicationWorkflowsRequest {
}

export interface HasVReplicationWorkflowsRequest__Output {
}
