

export interface UnlockTablesRequest {
}

export interface UnlockTablesRequest__Output {
}
