

export interface MirrorRule {
  'from_table'?: (string);
  'to_table'?: (string);
  'percent'?: (number | string);
}

export interface MirrorRule__Output {
  'from_table': (string);
  'to_table': (string);
  'percent': (number);
}
