

export interface ConcludeTransactionResponse {
}

export interface ConcludeTransactionResponse__Output {
}
