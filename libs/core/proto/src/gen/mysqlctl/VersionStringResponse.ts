

export interface VersionStringResponse {
  'version'?: (string);
}

export interface VersionStringResponse__Output {
  'version': (string);
}
