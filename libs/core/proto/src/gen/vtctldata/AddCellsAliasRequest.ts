

export interface AddCellsAliasRequest {
  'name'?: (string);
  'cells'?: (string)[];
}

export interface AddCellsAliasRequest__Output {
  'name': (string);
  'cells': (string)[];
}
