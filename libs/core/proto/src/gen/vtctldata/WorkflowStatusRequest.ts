

export interface WorkflowStatusRequest {
  'keyspace'?: (string);
  'workflow'?: (string);
  'shards'?: (string)[];
}

export interface WorkflowStatusRequest__Output {
  'keyspace': (string);
  'workflow': (string);
  'shards': (string)[];
}
