

export interface ResetReplicationParametersRequest {
}

export interface ResetReplicationParametersRequest__Output {
}
