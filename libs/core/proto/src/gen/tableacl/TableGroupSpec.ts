

export interface TableGroupSpec {
  'name'?: (string);
  'table_names_or_prefixes'?: (string)[];
  'readers'?: (string)[];
  'writers'?: (string)[];
  'admins'?: (string)[];
}

export interface TableGroupSpec__Output {
  'name': (string);
  'table_names_or_prefixes': (string)[];
  'readers': (string)[];
  'writers': (string)[];
  'admins': (string)[];
}
