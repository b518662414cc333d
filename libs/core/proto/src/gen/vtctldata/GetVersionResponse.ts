

export interface GetVersionResponse {
  'version'?: (string);
}

export interface GetVersionResponse__Output {
  'version': (string);
}
