

export interface StartRequest {
  'mysqld_args'?: (string)[];
}

export interface StartRequest__Output {
  'mysqld_args': (string)[];
}
