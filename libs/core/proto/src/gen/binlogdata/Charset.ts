

export interface Charset {
  'client'?: (number);
  'conn'?: (number);
  'server'?: (number);
}

export interface Charset__Output {
  'client': (number);
  'conn': (number);
  'server': (number);
}
