

export interface StopReplicationRequest {
}

export interface StopReplicationRequest__Output {
}
