

export interface LookupVindexExternalizeResponse {
  'workflow_stopped'?: (boolean);
  'workflow_deleted'?: (boolean);
}

export interface LookupVindexExternalizeResponse__Output {
  'workflow_stopped': (boolean);
  'workflow_deleted': (boolean);
}
