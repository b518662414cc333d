

export interface CellInfo {
  'server_address'?: (string);
  'root'?: (string);
}

export interface CellInfo__Output {
  'server_address': (string);
  'root': (string);
}
