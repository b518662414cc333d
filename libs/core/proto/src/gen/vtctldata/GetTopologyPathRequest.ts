

export interface GetTopologyPathRequest {
  'path'?: (string);
  'version'?: (bigint | number | string);
  'as_json'?: (boolean);
}

export interface GetTopologyPathRequest__Output {
  'path': (string);
  'version': (bigint);
  'as_json': (boolean);
}
