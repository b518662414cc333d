

export interface GetSrvVSchemasRequest {
  'cells'?: (string)[];
}

export interface GetSrvVSchemasRequest__Output {
  'cells': (string)[];
}
