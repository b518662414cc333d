

export interface StartReplicationResponse {
}

export interface StartReplicationResponse__Output {
}
