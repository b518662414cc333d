

export interface GetWorkflowsRequest {
  'keyspace'?: (string);
  'active_only'?: (boolean);
  'name_only'?: (boolean);
  'workflow'?: (string);
  'include_logs'?: (boolean);
  'shards'?: (string)[];
}

export interface GetWorkflowsRequest__Output {
  'keyspace': (string);
  'active_only': (boolean);
  'name_only': (boolean);
  'workflow': (string);
  'include_logs': (boolean);
  'shards': (string)[];
}
