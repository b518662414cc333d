

export interface PrimaryStatus {
  'position'?: (string);
  'file_position'?: (string);
  'server_uuid'?: (string);
}

export interface PrimaryStatus__Output {
  'position': (string);
  'file_position': (string);
  'server_uuid': (string);
}
