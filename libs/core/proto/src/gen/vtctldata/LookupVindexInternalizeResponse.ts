

export interface LookupVindexInternalizeResponse {
}

export interface LookupVindexInternalizeResponse__Output {
}
