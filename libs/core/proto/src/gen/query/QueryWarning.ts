

export interface QueryWarning {
  'code'?: (number);
  'message'?: (string);
}

export interface QueryWarning__Output {
  'code': (number);
  'message': (string);
}
