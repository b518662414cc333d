

export interface UserPermission {
  'host'?: (string);
  'user'?: (string);
  'password_checksum'?: (bigint | number | string);
  'privileges'?: ({[key: string]: string});
}

export interface UserPermission__Output {
  'host': (string);
  'user': (string);
  'password_checksum': (bigint);
  'privileges': ({[key: string]: string});
}
