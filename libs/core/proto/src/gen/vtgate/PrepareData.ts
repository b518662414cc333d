

export interface PrepareData {
  'prepare_statement'?: (string);
  'params_count'?: (number);
}

export interface PrepareData__Output {
  'prepare_statement': (string);
  'params_count': (number);
}
