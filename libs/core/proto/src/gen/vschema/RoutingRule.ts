

export interface RoutingRule {
  'from_table'?: (string);
  'to_tables'?: (string)[];
}

export interface RoutingRule__Output {
  'from_table': (string);
  'to_tables': (string)[];
}
