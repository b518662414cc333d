

export interface RemoveKeyspaceCellRequest {
  'keyspace'?: (string);
  'cell'?: (string);
  'force'?: (boolean);
  'recursive'?: (boolean);
}

export interface RemoveKeyspaceCellRequest__Output {
  'keyspace': (string);
  'cell': (string);
  'force': (boolean);
  'recursive': (boolean);
}
