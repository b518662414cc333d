

export interface ResetReplicationParametersResponse {
}

export interface ResetReplicationParametersResponse__Output {
}
