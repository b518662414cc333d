

export interface UnlockTablesResponse {
}

export interface UnlockTablesResponse__Output {
}
