

export interface DeleteSrvVSchemaRequest {
  'cell'?: (string);
}

export interface DeleteSrvVSchemaRequest__Output {
  'cell': (string);
}
