

export interface CommitPreparedResponse {
}

export interface CommitPreparedResponse__Output {
}
