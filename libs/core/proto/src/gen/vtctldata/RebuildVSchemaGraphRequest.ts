

export interface RebuildVSchemaGraphRequest {
  'cells'?: (string)[];
}

export interface RebuildVSchemaGraphRequest__Output {
  'cells': (string)[];
}
