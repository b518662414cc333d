

export interface GetCellInfoRequest {
  'cell'?: (string);
}

export interface GetCellInfoRequest__Output {
  'cell': (string);
}
