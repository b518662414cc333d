

export interface DeleteCellsAliasRequest {
  'name'?: (string);
}

export interface DeleteCellsAliasRequest__Output {
  'name': (string);
}
