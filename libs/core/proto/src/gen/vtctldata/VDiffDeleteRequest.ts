

export interface VDiffDeleteRequest {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'arg'?: (string);
}

export interface VDiffDeleteRequest__Output {
  'workflow': (string);
  'target_keyspace': (string);
  'arg': (string);
}
