

export interface GetCellInfoNamesResponse {
  'names'?: (string)[];
}

export interface GetCellInfoNamesResponse__Output {
  'names': (string)[];
}
