

export interface ResetReplicationRequest {
}

export interface ResetReplicationRequest__Output {
}
