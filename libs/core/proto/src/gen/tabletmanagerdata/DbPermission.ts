

export interface DbPermission {
  'host'?: (string);
  'db'?: (string);
  'user'?: (string);
  'privileges'?: ({[key: string]: string});
}

export interface DbPermission__Output {
  'host': (string);
  'db': (string);
  'user': (string);
  'privileges': ({[key: string]: string});
}
