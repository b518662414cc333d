

export interface VDiffShowRequest {
  'workflow'?: (string);
  'target_keyspace'?: (string);
  'arg'?: (string);
}

export interface VDiffShowRequest__Output {
  'workflow': (string);
  'target_keyspace': (string);
  'arg': (string);
}
