

export interface DeleteCellInfoRequest {
  'name'?: (string);
  'force'?: (boolean);
}

export interface DeleteCellInfoRequest__Output {
  'name': (string);
  'force': (boolean);
}
