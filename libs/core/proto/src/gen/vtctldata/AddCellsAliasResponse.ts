

export interface AddCellsAliasResponse {
}

export interface AddCellsAliasResponse__Output {
}
