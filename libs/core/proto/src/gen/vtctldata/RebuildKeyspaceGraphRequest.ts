

export interface RebuildKeyspaceGraphRequest {
  'keyspace'?: (string);
  'cells'?: (string)[];
  'allow_partial'?: (boolean);
}

export interface RebuildKeyspaceGraphRequest__Output {
  'keyspace': (string);
  'cells': (string)[];
  'allow_partial': (boolean);
}
