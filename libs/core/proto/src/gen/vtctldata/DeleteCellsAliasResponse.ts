

export interface DeleteCellsAliasResponse {
}

export interface DeleteCellsAliasResponse__Output {
}
