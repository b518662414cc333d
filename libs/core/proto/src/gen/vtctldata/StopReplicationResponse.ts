

export interface StopReplicationResponse {
}

export interface StopReplicationResponse__Output {
}
