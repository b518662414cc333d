

export interface ValidateVReplicationPermissionsResponse {
  'user'?: (string);
  'ok'?: (boolean);
  'error'?: (string);
}

export interface ValidateVReplicationPermissionsResponse__Output {
  'user': (string);
  'ok': (boolean);
  'error': (string);
}
