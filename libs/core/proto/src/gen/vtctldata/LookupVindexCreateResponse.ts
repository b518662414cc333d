

export interface LookupVindexCreateResponse {
}

export interface LookupVindexCreateResponse__Output {
}
