

export interface LockTablesResponse {
}

export interface LockTablesResponse__Output {
}
