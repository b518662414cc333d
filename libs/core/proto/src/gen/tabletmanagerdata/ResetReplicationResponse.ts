

export interface ResetReplicationResponse {
}

export interface ResetReplicationResponse__Output {
}
