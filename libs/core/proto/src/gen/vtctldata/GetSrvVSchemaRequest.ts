

export interface GetSrvVSchemaRequest {
  'cell'?: (string);
}

export interface GetSrvVSchemaRequest__Output {
  'cell': (string);
}
