

export interface LookupVindexCompleteResponse {
}

export interface LookupVindexCompleteResponse__Output {
}
