

export interface CreateTransactionResponse {
}

export interface CreateTransactionResponse__Output {
}
