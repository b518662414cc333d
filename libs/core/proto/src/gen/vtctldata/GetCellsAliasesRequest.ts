

export interface GetCellsAliasesRequest {
}

export interface GetCellsAliasesRequest__Output {
}
