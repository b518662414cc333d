

export interface WorkflowDeleteRequest {
  'keyspace'?: (string);
  'workflow'?: (string);
  'keep_data'?: (boolean);
  'keep_routing_rules'?: (boolean);
  'shards'?: (string)[];
  'delete_batch_size'?: (bigint | number | string);
  'ignore_source_keyspace'?: (boolean);
}

export interface WorkflowDeleteRequest__Output {
  'keyspace': (string);
  'workflow': (string);
  'keep_data': (boolean);
  'keep_routing_rules': (boolean);
  'shards': (string)[];
  'delete_batch_size': (bigint);
  'ignore_source_keyspace': (boolean);
}
