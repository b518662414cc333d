

export interface RollbackPreparedResponse {
}

export interface RollbackPreparedResponse__Output {
}
