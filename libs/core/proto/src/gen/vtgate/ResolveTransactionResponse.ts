

export interface ResolveTransactionResponse {
}

export interface ResolveTransactionResponse__Output {
}
