

export interface RestartReplicationResponse {
}

export interface RestartReplicationResponse__Output {
}
