

export interface LockTablesRequest {
}

export interface LockTablesRequest__Output {
}
