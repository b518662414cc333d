

export interface VReplicationExecRequest {
  'query'?: (string);
}

export interface VReplicationExecRequest__Output {
  'query': (string);
}
