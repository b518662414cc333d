

export interface SetRollbackResponse {
}

export interface SetRollbackResponse__Output {
}
